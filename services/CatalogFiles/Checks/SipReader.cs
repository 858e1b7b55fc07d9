using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

internal static class SipReader
{
    private static readonly FieldReader<IReadOnlyList<int>> Status = Many.Distinct(
        "final status codes",
        One.Whole(200, 699)
    );

    private static readonly FieldReader<SipService> Service = Many.Word(
        new Dictionary<string, SipService>
        {
            ["options"] = SipService.Options,
            ["register"] = SipService.Register,
            ["call"] = SipService.Call,
            ["wrong_credentials"] = SipService.WrongCredentials,
        }
    );

    /// <summary>From where RFC 3261 §18.1.1 wants a stream, to what fits into two fragments with its credentials.</summary>
    private static readonly FieldReader<int> InviteSize = One.Whole(1301, 2600);

    private static readonly FieldReader<TimeSpan> Limit = One.Duration(
        TimeSpan.FromMilliseconds(1),
        TimeSpan.FromMinutes(1),
        "3s"
    );

    public static SipCheck Read(Section section, TimeSpan timeout)
    {
        var service = section.Optional("service", Service, SipService.Options);
        var user =
            service == SipService.Call
                ? SipUser.ReadDialled(section, "user", "write the extension to call, such as 600")
                : section.Maybe<string>("user", SipUser.Read);
        var limits = section.Inner("limits");
        var check = SignallingReader.Read(
            section,
            limits,
            new SipCheck
            {
                Host = "",
                Service = service,
                User = user,
                WebRtc = section.Optional("webrtc", One.Flag, false),
                InviteSize = section.TryGet("invite_size", InviteSize, out var size) ? size : null,
                Status = section.Optional("status", Status, SipCheck.UsualStatus(service)),
                DegradedStatus = section.Optional("degraded_status", Status, []),
                MaxPostDialDelay = limits.TryGet("post_dial_delay", Limit, out var delay) ? delay : null,
            }
        );
        limits.Close();
        var needsCredential = service is SipService.Register or SipService.WrongCredentials;
        if (needsCredential && section.Find("credential") is null && !section.IsPartial)
        {
            section.Fail("credential", "is missing", "write the account: { username: alice, password: { env: NAME } }");
        }

        if (check.WebRtc && service != SipService.Call)
            section.Fail(
                "webrtc",
                "is a call's offer, and this check places none",
                "set 'service' to call, or remove it"
            );

        if (check.InviteSize is not null && (service != SipService.Call || check.Transport != SipTransport.Udp))
            section.Fail(
                "invite_size",
                "is of a call over UDP, where a large INVITE is cut into fragments",
                "set 'service' to call and 'transport' to udp, or remove it"
            );

        foreach (var both in check.Status.Intersect(check.DegradedStatus))
            section.Fail("degraded_status", $"has {both}, which 'status' has too", "remove one of the two");

        return check;
    }
}
