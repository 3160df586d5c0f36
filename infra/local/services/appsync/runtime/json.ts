/** A value as JSON: written and read once at most, and only where somebody asks for it. Nobody changes it. */
export class Json {
  #text: string | undefined;
  #value: { of: unknown } | undefined;

  private constructor(text: string | undefined, value: { of: unknown } | undefined) {
    this.#text = text;
    this.#value = value;
  }

  /** A value that JSON knows; undefined is null. */
  static of(value: unknown): Json {
    return new Json(undefined, { of: value ?? null });
  }

  static read(text: string): Json {
    return new Json(text, undefined);
  }

  get text(): string {
    return (this.#text ??= JSON.stringify(this.#value?.of));
  }

  get value(): unknown {
    this.#value ??= { of: JSON.parse(this.text) };
    return this.#value.of;
  }
}
