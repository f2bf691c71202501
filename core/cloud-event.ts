/** The CloudEvents 1.0 envelope that an event travels in, to whoever follows along and to where alerts go. */
export const inEnvelope = <D extends { readonly id: string; readonly at: string; readonly type: string }>(
  data: D,
  subject: string | null,
) => ({
  specversion: '1.0',
  id: data.id,
  source: 'urn:signalbox',
  type: `signalbox.${data.type}`,
  time: data.at,
  ...(subject === null ? {} : { subject }),
  datacontenttype: 'application/json',
  data,
});
