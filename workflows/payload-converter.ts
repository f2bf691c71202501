import { DefaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/** A payload that no converter reads. */
export interface Unreadable {
  readonly unreadable: string;
}

const converter = new DefaultPayloadConverter();

/** Anyone can send a workflow any bytes: what cannot be read is a value like others, since an error would fail its task for ever. */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => converter.toPayload(value),
  fromPayload: <T>(payload: Payload): T => {
    try {
      return converter.fromPayload(payload);
    } catch (error) {
      return { unreadable: String(error) } satisfies Unreadable as T;
    }
  },
};
