using System.Net;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

public class MediaBypassTests
{
    [Theory]
    [InlineData("10.0.0.7:4000", "192.0.2.1", true)] // our socket itself
    [InlineData("10.0.0.7:4002", "192.0.2.1", true)] // our address, another socket
    [InlineData("203.0.113.9:4000", "192.0.2.1", true)] // our NAT
    [InlineData("192.0.2.1:4000", "192.0.2.1", false)]
    [InlineData("192.0.2.2:4000", "192.0.2.1", false)] // a media server beside the PBX
    [InlineData("10.0.0.7:4002", "10.0.0.7", false)] // a PBX on this machine
    [InlineData("10.0.0.7:4000", "10.0.0.7", true)]
    public void Media_that_would_come_to_ourselves_is_no_measure_of_the_PBX(string media, string server, bool isBypass)
    {
        var found = MediaBypass.Find(
            IPEndPoint.Parse(media),
            [IPEndPoint.Parse("10.0.0.7:4000")],
            IPAddress.Parse("203.0.113.9"),
            IPAddress.Parse(server)
        );

        Assert.Equal(isBypass ? Reason.MediaBypassed : null, found?.Reason);
        Assert.Equal(isBypass, found is { Outcome: Outcome.Unknown });
    }
}
