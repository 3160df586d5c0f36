import { intersectionOverUnion, type Box } from '../../infra/local/services/rekognition/models/box.ts';

/** What is said to be in a photo, or what is: a name and a place. */
export interface Sighting {
  name: string;
  box: Box;
}

export interface ScoredPhoto {
  /** Most certain first. */
  detected: readonly Sighting[];
  actual: readonly Sighting[];
}

export interface Score {
  /** Share of what was said that is right. */
  precision: number;
  /** Share of what is there that was said. */
  recall: number;
}

/** Scores the names alone: a photo with five sheep holds one label. */
export function scoreLabels(photos: readonly ScoredPhoto[]): Score {
  return score(
    photos.map(({ detected, actual }) => {
      const [said, there] = [detected, actual].map((sightings) => new Set(sightings.map(({ name }) => name)));
      return { right: [...said!].filter((name) => there!.has(name)).length, said: said!.size, there: there!.size };
    }),
  );
}

/** Scores every object: it is right where it covers one of its name by half or more that nothing surer covers. */
export function scoreObjects(photos: readonly ScoredPhoto[]): Score {
  return score(
    photos.map(({ detected, actual }) => {
      const left = new Set(actual);
      for (const { name, box } of detected) {
        const match = [...left].find((one) => one.name === name && intersectionOverUnion(one.box, box) >= 0.5);
        if (match) left.delete(match);
      }
      return { right: actual.length - left.size, said: detected.length, there: actual.length };
    }),
  );
}

function score(photos: readonly { right: number; said: number; there: number }[]): Score {
  const sum = (of: 'right' | 'said' | 'there') => photos.reduce((total, photo) => total + photo[of], 0);
  return { precision: sum('right') / sum('said'), recall: sum('right') / sum('there') };
}
