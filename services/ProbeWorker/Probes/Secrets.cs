using Ringback.Model.Catalogs;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes;

/// <summary>Reads the secrets that a catalog names, afresh for each run: a rotated file counts from the next run on.</summary>
/// <param name="environment">Looks up an environment variable.</param>
internal sealed class Secrets(Func<string, string?> environment)
{
    public static Secrets OfProcess { get; } = new(Environment.GetEnvironmentVariable);

    private const int MaxFileSize = 16 * 1024;

    /// <exception cref="JudgedException">There is none: the worker's fault, so the run is unknown.</exception>
    public string Read(SecretReference reference)
    {
        var (secret, place) = reference switch
        {
            { Env: { } name } => (environment(name), $"environment variable {name}"),
            { File: { } path } => (ReadFile(path), $"file {path}"),
            _ => (null, "an empty reference"),
        };

        return string.IsNullOrEmpty(secret)
            ? throw new JudgedException(
                Judgement.Unknown(Reason.CredentialMissing, $"This worker has no secret in {place}.")
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
