using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Yaml;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.CatalogFiles.Checks.Http;

/// <summary>What <c>{{name}}</c> may stand for before any step.</summary>
internal static class NameReader
{
    public static bool IsName(Field field, YamlScalar key) =>
        Placeholders.IsName(key.Text)
        || (field with { Node = key }).Fail(
            $"{Shown.Quoted(key.Text)} is no name",
            "write up to 40 of a-z, 0-9 and underscores, such as api_key"
        );

    public static IReadOnlyDictionary<string, SecretReference> ReadSecrets(Section section)
    {
        var read = new Dictionary<string, SecretReference>(StringComparer.Ordinal);
        if (
            section.Find("secrets") is not { } field
            || !Section.TryOpen(field, "a map such as { api_key: { env: NAME } }", section.IsPartial, out var secrets)
        )
            return read;

        foreach (var (name, at) in secrets.Entries())
        {
            if (IsName(at, name) && CredentialReader.Secret(at, out var reference))
                read[name.Text] = reference;
        }

        return read;
    }
}
