using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Https.Exchange;
using Ringback.ProbeWorker.Probes.Net.Http;

namespace Ringback.ProbeWorker.Probes.Https.Steps;

/// <summary>Holds an answer against what is expected of it.</summary>
internal static class AnswerJudge
{
    /// <returns>Null where there is nothing against it.</returns>
    public static Judgement? Judge(HttpExpectation expected, HttpAnswer answer, TextValues values) =>
        OfStatus(expected, answer)
        ?? Failed(
            OfUrl(expected, answer, values)
                ?? OfHeaders(expected, answer)
                ?? OfType(expected, answer)
                ?? OfSize(expected, answer)
                ?? TextAssertions.FindObjection(expected.Body, "body", answer.Body, () => answer.Text)
        );

    private static Judgement? Failed(string? objection) =>
        objection is null ? null : Judgement.Down(Reason.AssertionFailed, objection);

    private static Judgement? OfStatus(HttpExpectation expected, HttpAnswer answer)
    {
        if (expected.Status.Contains(answer.Status))
            return null;

        var to = answer.Location is { } location ? $" to {location}" : "";
        return Judgement.Down(
            answer.Status is 401 or 407 ? Reason.AuthFailed : Reason.UnexpectedStatus,
            $"Answered {answer.Status} {answer.ReasonPhrase}{to}, expected {string.Join(" or ", expected.Status)}."
        );
    }

    private static string? OfUrl(HttpExpectation expected, HttpAnswer answer, TextValues values) =>
        expected.FinalUrl is { } url
        && values.InUrl(url) is var wanted
        && answer.Url.AbsoluteUri != new Uri(wanted).AbsoluteUri
            ? $"Ended at {answer.Url}, expected {url}."
            : null;

    private static string? OfHeaders(HttpExpectation expected, HttpAnswer answer)
    {
        foreach (var (name, comparison) in expected.Headers)
        {
            var found = answer.Headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
            if (found.Count == 0)
            {
                if (comparison.Kind != ComparisonKind.Absent)
                    return $"There is no header {name}.";

                continue;
            }

            if (found.All(header => Comparisons.FindObjection(comparison, header.Value) is not null))
            {
                var objection = Comparisons.FindObjection(comparison, found[0].Value);
                return $"The header {name}, '{Short(found[0].Value)}', {objection}.";
            }
        }

        return null;
    }

    private static string? OfType(HttpExpectation expected, HttpAnswer answer) =>
        expected.MediaType is { } type && !type.Equals(answer.MediaType, StringComparison.OrdinalIgnoreCase)
            ? $"The body is of type {answer.MediaType ?? "unsaid"}, expected {type}."
            : null;

    private static string? OfSize(HttpExpectation expected, HttpAnswer answer)
    {
        var size = answer.Body.Length;
        var orMore = answer.IsCut ? " or more" : "";
        if (expected.LeastSize is { } least && size < least)
            return $"The body has {size} bytes, expected {least} or more.";

        return expected.MostSize is { } most && (size > most || (answer.IsCut && size >= most))
            ? $"The body has {size} bytes{orMore}, expected {most} or less."
            : null;
    }

    private static string Short(string text) => text.Length <= 60 ? text : $"{text.AsSpan(0, 60)}…";
}
