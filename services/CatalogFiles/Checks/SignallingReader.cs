using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

/// <summary>The keys that every check over SIP has: the server, the way there, and who asks.</summary>
internal static class SignallingReader
{
    private static readonly FieldReader<SipTransport> ReadTransport = Many.Word(
        new Dictionary<string, SipTransport>
        {
            ["udp"] = SipTransport.Udp,
            ["tcp"] = SipTransport.Tcp,
            ["tls"] = SipTransport.Tls,
            ["ws"] = SipTransport.Ws,
            ["wss"] = SipTransport.Wss,
        }
    );

    private static readonly FieldReader<DigestStrength> ReadDigest = Many.Word(
        new Dictionary<string, DigestStrength>
        {
            ["md5"] = DigestStrength.Md5,
            ["sha-256"] = DigestStrength.Sha256,
            ["sha-512-256"] = DigestStrength.Sha512Slash256,
        }
    );

    private static readonly FieldReader<TimeSpan> Timer = One.Duration(
        TimeSpan.FromMilliseconds(10),
        TimeSpan.FromSeconds(30),
        "500ms"
    );

    /// <param name="limits">The section's own, which the caller closes.</param>
    /// <param name="check">What the kind says beyond them; its host is filled in.</param>
    public static T Read<T>(Section section, Section limits, T check)
        where T : SignallingCheck
    {
        var transport = section.Optional("transport", ReadTransport, SipTransport.Udp);
        var locate = section.Optional("locate", One.Flag, false);
        if (locate && section.Find("port") is not null)
        {
            section.Fail(
                "port",
                "is given, and 'locate' asks DNS for it",
                "remove one of the two: with a port the host's addresses are used as they are (RFC 3263 §4.2)"
            );
        }

        return (T)(
            check with
            {
                Host = section.Required<string>("host", "write the SIP server, such as pbx.example.com", One.Host),
                Port = section.Optional("port", One.Port, SignallingCheck.UsualPort(transport)),
                Transport = transport,
                Locate = locate,
                Path = section.Optional<string>("path", ReadPath, "/ws"),
                Tls = TlsReader.Read(section, limits),
                Domain = section.Maybe<string>("domain", One.Host),
                Credential = CredentialReader.Read(section),
                Realm = section.Maybe<string>("realm", One.Line),
                Digest = section.Optional("digest", ReadDigest, DigestStrength.Md5),
                Parallel = section.Optional("parallel", One.Flag, false),
                Times = ReadTimes(section.Inner("timers")),
            }
        );
    }

    private static SipTimes ReadTimes(Section timers)
    {
        var usual = new SipTimes();
        var times = new SipTimes
        {
            T1 = timers.Optional("t1", Timer, usual.T1),
            T2 = timers.Optional("t2", Timer, usual.T2),
            T4 = timers.Optional("t4", Timer, usual.T4),
        };
        if (times.T2 < times.T1)
            timers.Fail("t2", "is less than t1", "retransmissions begin at t1 and grow to t2");

        timers.Close();
        return times;
    }

    private static bool ReadPath(Field field, [MaybeNullWhen(false)] out string path) =>
        field.TryText("a path such as /ws", out path)
        && (
            (path.StartsWith('/') && path.Length <= 256 && path.All(c => c is > ' ' and < '\x7f'))
            || field.Fail("is no path of a URL", "write one such as /ws")
        );
}
