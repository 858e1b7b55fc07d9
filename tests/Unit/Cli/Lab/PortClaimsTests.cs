using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Ringback.Cli.Lab;

namespace Ringback.Tests.Unit.Cli.Lab;

public sealed class PortClaimsTests : IDisposable
{
    private readonly string _mine = Directory.CreateTempSubdirectory("ringback-claims-").FullName;
    private readonly string _theirs = Directory.CreateTempSubdirectory("ringback-claims-").FullName;

    [Fact]
    public async Task Labs_that_claim_at_once_never_share_a_port()
    {
        var blocks = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => Task.Run(() => PortClaims.Take(i % 2 == 0 ? _mine : _theirs, 50)))
        );
        var ports = blocks.SelectMany(block => Enumerable.Range(block.First, block.Count)).ToList();

        Assert.Equal(40 * 50, ports.Distinct().Count());
        Assert.Equal(20 * 50, PortClaims.Of(_mine).Count);
    }

    [Fact]
    public void A_claimed_port_is_free_for_both_protocols_and_below_the_kernels_own()
    {
        var port = PortClaims.Take(_mine, 1).First;

        using Socket stream = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using Socket datagram = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        stream.Bind(new IPEndPoint(IPAddress.Loopback, port));
        datagram.Bind(new IPEndPoint(IPAddress.Loopback, port));
        Assert.InRange(port, 1024, 32767);
    }

    [Fact]
    public void Release_frees_the_ports_of_one_lab_only()
    {
        var theirs = PortClaims.Take(_theirs, 3);
        PortClaims.Take(_mine, 3);

        PortClaims.Release(_mine);

        Assert.Empty(PortClaims.Of(_mine));
        Assert.Equal(Enumerable.Range(theirs.First, 3), PortClaims.Of(_theirs).Order());
    }

    [Fact]
    public async Task A_stale_claim_is_swept_when_it_is_old_and_a_living_one_never()
    {
        var old = PortClaims.Take(_mine, 1).First;
        PortClaims.Take(_theirs, 1);
        Directory.Delete(_mine);
        PortClaims.Sweep();
        Assert.Equal([old], PortClaims.Of(_mine));

        using var touch = Process.Start("touch", ["-h", "-d", "2 hours ago", $"/tmp/ringback-ports/{old}"]);
        await touch.WaitForExitAsync(TestContext.Current.CancellationToken);
        PortClaims.Sweep();

        Assert.Empty(PortClaims.Of(_mine));
        Assert.NotEmpty(PortClaims.Of(_theirs));
        Directory.CreateDirectory(_mine);
    }

    public void Dispose()
    {
        PortClaims.Release(_mine);
        PortClaims.Release(_theirs);
        Directory.Delete(_mine);
        Directory.Delete(_theirs);
    }
}
