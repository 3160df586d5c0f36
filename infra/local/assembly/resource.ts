/** A resource of the synthesized template with every intrinsic function resolved. */
export interface Resource {
  logicalId: string;
  type: string;
  properties: Record<string, unknown>;
  /** What `Ref` gives. */
  ref: string;
  /** What `Fn::GetAtt` gives. */
  attributes: Record<string, string>;
}
