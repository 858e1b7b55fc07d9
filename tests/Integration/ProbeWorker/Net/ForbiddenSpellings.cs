using System.Globalization;
using System.Net;

namespace Ringback.Tests.Integration.ProbeWorker.Net;

/// <summary>URLs that name addresses of nobody's business, in every way that a URL has of writing them (WHATWG URL, "host parsing"), by rule.</summary>
internal static class ForbiddenSpellings
{
    /// <summary>Loopback, private, link-local and metadata, shared, this host, the platform's, tests, documentation, everybody.</summary>
    private static readonly string[] Addresses =
    [
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.169.254",
        "100.100.100.200",
        "0.0.0.0",
        "168.63.129.16",
        "198.18.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "255.255.255.255",
    ];

    /// <summary>What a number may be written as: decimal, octal, hexadecimal in either case, and all of it behind zeros.</summary>
    private static readonly Func<uint, string>[] Radixes =
    [
        number => number.ToString(CultureInfo.InvariantCulture),
        number => $"0{Convert.ToString((long)number, 8)}",
        number => $"000{Convert.ToString((long)number, 8)}",
        number => $"0x{number:x}",
        number => $"0X{number:X}",
        number => $"0x0000{number:x}",
    ];

    /// <summary>What characters may be disguised as, of which hosts are rid before they are read (UTS #46, percent-decoding).</summary>
    private static readonly Func<string, string>[] Disguises =
    [
        host => host,
        host => $"{host}.",
        host => Digits(host, '\uff10'), // full width
        host => Each(host, c => char.IsAsciiDigit(c) ? char.ConvertFromUtf32(0x1d7ce + c - '0') : $"{c}"), // bold
        host => Each(host, c => c is >= '1' and <= '9' ? $"{(char)('\u2460' + c - '1')}" : $"{c}"), // circled
        host => Each(host, c => c is >= '4' and <= '9' ? $"{(char)('\u2070' + c - '0')}" : $"{c}"), // raised
        host => Each(host, c => char.IsAsciiLetterOrDigit(c) ? $"{(char)(c + 0xfee0)}" : $"{c}"), // the x too
        host => host.Replace('.', '\u3002'),
        host => $"{host.Replace('.', '\uff0e')}\uff61",
        host => Each(host, c => $"%{(int)c:x2}"),
        host => $"%{(int)host[0]:X2}{host[1..]}",
        host => host.Replace(".", "%2e", StringComparison.Ordinal),
        host => $"{host[..1]}\u00ad{host[1..]}", // a soft hyphen, which is nothing
        host => $"{host[..1]}\u200b{host[1..]}", // a space of no width
    ];

    public static IEnumerable<string> Urls => Hosts.Distinct().Select(host => $"https://{host}/");

    private static IEnumerable<string> Hosts
    {
        get
        {
            foreach (var address in Addresses)
            {
                var bytes = IPAddress.Parse(address).GetAddressBytes();
                foreach (var host in OfIpv4(bytes).SelectMany(host => Disguises.Select(disguise => disguise(host))))
                    yield return host;

                foreach (var host in OfIpv6(bytes))
                    yield return host;
            }

            foreach (var host in Alone)
                yield return host;
        }
    }

    private static string[] Alone =>
        [
            "[::1]",
            "[::]",
            "[0:0:0:0:0:0:0:1]",
            "[0000:0000:0000:0000:0000:0000:0000:0001]",
            "[::0.0.0.1]",
            "[fe80::1]",
            "[fe80::1%25lo]",
            "[FEC0::1]",
            "[fd00:ec2::254]",
            "[fc00::1]",
            "[ff02::1]",
            "[100::1]",
            "[2001:db8::1]",
            "[2001:10::1]",
            "[3fff::1]",
            "[5f00::1]",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "web.localhost",
            "l%6fcalhost",
            "\uff4cocalhost",
        ];

    /// <summary>In one part to four, each radix for all of them, and each beside a decimal.</summary>
    private static IEnumerable<string> OfIpv4(byte[] b)
    {
        uint[][] parts =
        [
            [b[0], b[1], b[2], b[3]],
            [b[0], b[1], ((uint)b[2] << 8) | b[3]],
            [b[0], ((uint)b[1] << 16) | ((uint)b[2] << 8) | b[3]],
            [((uint)b[0] << 24) | ((uint)b[1] << 16) | ((uint)b[2] << 8) | b[3]],
        ];
        foreach (var numbers in parts)
        {
            foreach (var radix in Radixes)
            {
                yield return string.Join('.', numbers.Select(radix));
                yield return string.Join('.', numbers.Select((n, i) => i == 0 ? radix(n) : $"{n}"));
                yield return string.Join('.', numbers.Select((n, i) => i == numbers.Length - 1 ? radix(n) : $"{n}"));
            }
        }
    }

    /// <summary>Mapped, compatible, translated, 6to4, NAT64 with either prefix, Teredo.</summary>
    private static IEnumerable<string> OfIpv6(byte[] b)
    {
        var dotted = string.Join('.', b);
        var (high, low) = ($"{b[0]:x2}{b[1]:x2}", $"{b[2]:x2}{b[3]:x2}");
        var veiled = b.Select(value => (byte)~value).ToArray();
        foreach (var prefix in new[] { "::ffff:", "::", "::ffff:0:", "64:ff9b::", "64:ff9b:1::", "0:0:0:0:0:FFFF:" })
        {
            yield return $"[{prefix}{dotted}]";
            yield return $"[{prefix}{high}:{low}]";
        }

        yield return $"[2002:{high}:{low}::]";
        yield return $"[2002:{high}:{low}::1]";
        yield return $"[2001:0:808:808:0:0:{veiled[0]:x2}{veiled[1]:x2}:{veiled[2]:x2}{veiled[3]:x2}]";
        yield return $"[2001::{high}:{low}]";
    }

    private static string Digits(string host, char zero) =>
        Each(host, c => char.IsAsciiDigit(c) ? $"{(char)(zero + c - '0')}" : $"{c}");

    private static string Each(string host, Func<char, string> spell) => string.Concat(host.Select(spell));
}
