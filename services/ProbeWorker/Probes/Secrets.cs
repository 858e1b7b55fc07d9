using Ringback.Model.Catalogs;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes;

/// <summary>Reads the secrets that a catalog names, afresh for each run: a rotated file counts from the next run on.</summary>
/// <param name="environment">Looks up an environment variable.</param>
/// <param name="sidecar">Null for a worker that never asks one.</param>
internal sealed class Secrets(Func<string, string?> environment, SidecarSecrets? sidecar = null)
{
    public static Secrets OfProcess { get; } =
        new(
            Environment.GetEnvironmentVariable,
            new SidecarSecrets(Environment.GetEnvironmentVariable, TimeProvider.System)
        );

    private const int MaxFileSize = 16 * 1024;

    /// <exception cref="JudgedException">There is none: the worker's fault, so the run is unknown.</exception>
    public async ValueTask<string> ReadAsync(SecretReference reference, CancellationToken cancel)
    {
        var (secret, place) = reference switch
        {
            { Env: { } name } => (environment(name), $"in environment variable {name}."),
            { File: { } path } => (ReadFile(path), $"in file {path}."),
            { Dapr: { } address } when sidecar is not null => await sidecar.ReadAsync(address, cancel),
            { Dapr: { } address } => (null, $"at {address}: it asks no Dapr sidecar."),
            _ => (null, "in an empty reference."),
        };

        return string.IsNullOrEmpty(secret)
            ? throw new JudgedException(
                Judgement.Unknown(Reason.CredentialMissing, $"This worker has no secret {place}")
            )
            : secret;
    }

    private static string? ReadFile(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length <= MaxFileSize ? File.ReadAllText(path).TrimEnd('\n', '\r') : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
