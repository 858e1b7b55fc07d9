using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Hosts that are addresses however they are written, or nothing: no nameserver is asked for them.</summary>
/// <remarks>
/// A name whose last label is a number is an IPv4 address in one of its old spellings (WHATWG URL, "ends in a number
/// checker"): there is no such top-level domain, and what a resolver would make of it nobody could foresee.
/// </remarks>
internal static class NumericHost
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public static bool IsOne(string host) => host.Contains(':', StringComparison.Ordinal) || IsNumber(LastLabel(host));

    public static bool TryRead(string host, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(WithoutRoot(host), out address);

    private static string WithoutRoot(string host) => host.EndsWith('.') ? host[..^1] : host;

    private static ReadOnlySpan<char> LastLabel(string host)
    {
        var name = WithoutRoot(host).AsSpan();
        return name[(name.LastIndexOf('.') + 1)..];
    }

    private static bool IsNumber(ReadOnlySpan<char> label) =>
        label.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? !label[2..].ContainsAnyExcept(HexDigits)
            : !label.IsEmpty && !label.ContainsAnyExceptInRange('0', '9');
}
