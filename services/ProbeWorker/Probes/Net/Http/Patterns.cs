using System.Text.RegularExpressions;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Net.Http;

/// <summary>Regular expressions over what a peer sent: their time grows with its length alone, and ends.</summary>
internal static class Patterns
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <exception cref="JudgedException">It took this worker too long.</exception>
    public static Match Match(string pattern, string text)
    {
        try
        {
            return new Regex(pattern, HttpPattern.Options, Longest).Match(text);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new JudgedException(
                Judgement.Unknown(
                    Reason.LocalResources,
                    $"This worker could not hold '{pattern}' against {text.Length} characters within {Longest.TotalSeconds} s."
                ),
                e
            );
        }
    }
}
