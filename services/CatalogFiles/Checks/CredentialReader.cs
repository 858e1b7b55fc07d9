using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.CatalogFiles.Yaml;
using Ringback.Model.Catalogs;

namespace Ringback.CatalogFiles.Checks;

/// <summary>A user name, and where the worker finds the secret. What stands in the secret's place is never repeated in an error.</summary>
internal static class CredentialReader
{
    private const string Mend =
        "name where the worker finds it: { env: NAME }, { file: /path } or { dapr: store/name }";

    private static readonly string[] Places = ["env", "file", "dapr"];

    /// <returns>Null where there is none.</returns>
    public static Credential? Read(Section section, string key = "credential")
    {
        if (section.Find(key) is not { } field)
            return null;

        if (
            !Section.TryOpen(
                field,
                "{ username: alice, password: { env: NAME } }",
                section.IsPartial,
                out var credential
            )
        )
            return null;

        var read = new Credential(
            credential.Required<string>("username", "write the user name", One.Line),
            credential.Required<SecretReference>("password", Mend, Secret)
        );
        credential.Close();
        return read;
    }

    /// <summary>Where the worker finds a secret.</summary>
    public static bool Secret(Field field, [MaybeNullWhen(false)] out SecretReference secret)
    {
        secret = null;
        if (field.Node is YamlScalar)
            return field.Fail("a secret is never written into a catalog", Mend);

        if (
            !Section.TryOpen(
                field,
                "{ env: NAME }, { file: /path } or { dapr: store/name }",
                partial: false,
                out var reference
            )
        )
            return false;

        var before = field.Errors.Count;
        if (Places.Count(place => reference.Find(place) is not null) != 1)
            field.Fail("needs exactly one of 'env', 'file' and 'dapr'", Mend);

        secret = new SecretReference(
            reference.Maybe<string>("env", EnvironmentName),
            reference.Maybe<string>("file", One.Path),
            reference.Maybe<string>("dapr", SecretOfStore)
        );
        reference.Close();
        return field.Errors.Count == before;
    }

    private static bool EnvironmentName(Field field, [MaybeNullWhen(false)] out string name) =>
        field.TryText("the name of an environment variable", out name)
        && (
            CatalogVariables.IsName(name)
            || field.Fail(
                "is no name of an environment variable",
                "write a name such as PBX_PASSWORD, never the secret itself"
            )
        );

    private static bool SecretOfStore(Field field, [MaybeNullWhen(false)] out string reference) =>
        field.TryText("a secret of a store that the worker's Dapr sidecar knows", out reference)
        && (
            DaprSecret.TryParse(reference, out _)
            || field.Fail(
                $"is no {DaprSecret.Form}",
                "write one such as vault/pbx or vault/pbx/password, of letters, digits, '-', '_' and '.'; never the secret itself"
            )
        );
}
