using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>Answers as zone files write them, each meaning in one text: addresses shortest, names in lower case, numbers bare.</summary>
public static partial class DnsAnswerText
{
    /// <summary>What an answer of each type looks like.</summary>
    public static string Example(DnsQueryType type) =>
        type switch
        {
            DnsQueryType.A => "192.0.2.7",
            DnsQueryType.Aaaa => "2001:db8::7",
            DnsQueryType.Srv => "10 5 5060 sip.example.com",
            DnsQueryType.Naptr => "10 50 \"s\" \"SIP+D2U\" \"\" _sip._udp.example.com",
            DnsQueryType.Cname => "www.example.com",
            _ => "v=spf1 -all",
        };

    /// <returns>Null where an answer of this type never looks like that.</returns>
    public static string? Normalise(DnsQueryType type, string answer) =>
        type switch
        {
            DnsQueryType.A => Address(answer, AddressFamily.InterNetwork),
            DnsQueryType.Aaaa => Address(answer, AddressFamily.InterNetworkV6),
            DnsQueryType.Srv => Service(answer),
            DnsQueryType.Naptr => Pointer(answer),
            DnsQueryType.Cname => answer.Contains(' ', StringComparison.Ordinal) ? null : Name(answer),
            _ => answer,
        };

    private static string? Address(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == family ? address.ToString() : null;

    private static string? Service(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var priority, var weight, var port, var target]
        && Numbers(priority, weight, port) is { } numbers
            ? $"{numbers} {Name(target)}"
            : null;

    private static string? Pointer(string text) =>
        NaptrForm().Match(text) is { Success: true } form
        && Numbers(form.Groups["order"].Value, form.Groups["preference"].Value) is { } numbers
            ? $"{numbers} \"{form.Groups["flags"].Value.ToLowerInvariant()}\" \"{form.Groups["services"].Value.ToUpperInvariant()}\" "
                + $"\"{form.Groups["expression"].Value}\" {Name(form.Groups["replacement"].Value)}"
            : null;

    private static string? Numbers(params string[] texts)
    {
        var numbers = new List<string>();
        foreach (var text in texts)
        {
            if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return null;

            numbers.Add(number.ToString(CultureInfo.InvariantCulture));
        }

        return string.Join(' ', numbers);
    }

    /// <summary>Without the dot at its end; the root is a dot.</summary>
    private static string Name(string text) => text == "." ? text : text.TrimEnd('.').ToLowerInvariant();

    [GeneratedRegex(
        """^ *(?<order>\d+) +(?<preference>\d+) +"?(?<flags>[A-Za-z0-9]*)"? +"?(?<services>[A-Za-z0-9+:._-]*)"? +"(?<expression>[^"]*)" +(?<replacement>[^ ]+) *$"""
    )]
    private static partial Regex NaptrForm();
}
