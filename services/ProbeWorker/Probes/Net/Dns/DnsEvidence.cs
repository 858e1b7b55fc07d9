using System.Globalization;
using Ringback.Protocols.Dns;

namespace Ringback.ProbeWorker.Probes.Net.Dns;

/// <summary>An answer for people: code and flags in the first line, then a record a line.</summary>
internal static class DnsEvidence
{
    private const int MostLines = 24;

    public static string Describe(DnsReply reply)
    {
        var message = reply.Message;
        var lines = new List<string>
        {
            string.Create(
                CultureInfo.InvariantCulture,
                $"{message.Code.Name()}{Flag(message.IsAuthoritative, "aa")}{Flag(message.IsTruncated, "tc")}{Flag(message.IsAuthentic, "ad")}, "
                    + $"records: {message.Answers.Count}, {reply.Size} bytes, {reply.Rtt.TotalMilliseconds:0.###} ms"
            ),
        };
        if (message.ExtendedError is { } error)
            lines.Add(error.ToString());

        lines.AddRange(message.Answers.Take(MostLines).Select(answer => answer.ToString()));
        if (message.Answers.Count > MostLines)
            lines.Add("…");

        return string.Join('\n', lines);
    }

    private static string Flag(bool isSet, string name) => isSet ? $" {name}" : "";
}
