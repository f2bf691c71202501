export function snippets(markdown: string): { readonly language: string; readonly text: string }[];
