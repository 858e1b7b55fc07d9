namespace Ringback.Model.Catalogs;

/// <summary>A user name, and where on the worker the secret is. The secret itself is never in a catalog.</summary>
public sealed record Credential(string Username, SecretReference Password);

/// <summary>Exactly one of them is given.</summary>
/// <param name="Env">Name of an environment variable of the worker.</param>
/// <param name="File">Path of a file on the worker; one trailing line end is not part of the secret.</param>
/// <param name="Dapr">Of a store that the worker's Dapr sidecar knows, as <see cref="DaprSecret.Form"/>.</param>
public sealed record SecretReference(string? Env, string? File, string? Dapr = null);
