/** Settings whose words are parted by something else than spaces. */
const separators: { readonly [key: string]: string } = {
  ProxyDNs: '|',
  ProxyPrincipals: ',',
  AllowedKrbRealms: ',',
  PluginPath: ':',
};

/** A setting's value as it would stand in the file, numbers and truth as they are; undefined when it is not set. */
export function showValue(key: string, value: unknown): string | number | boolean | undefined {
  if (Array.isArray(value)) return value.join(separators[key] ?? ' ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}
