using System.Net;
using Ringback.ProbeWorker.Probes.Turn;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Turn;

public class RelayedAddressTests
{
    [Theory]
    [InlineData("192.0.2.1:50000", "192.0.2.1:3478", true)]
    [InlineData("10.0.0.7:50000", "192.0.2.1:3478", true)] // relayed into a private network: may be right
    [InlineData("127.0.0.1:50000", "127.0.0.2:3478", true)]
    [InlineData("[2001:db8::1]:50000", "[2001:db8::1]:3478", true)]
    [InlineData("127.0.0.1:53", "192.0.2.1:3478", false)]
    [InlineData("[::1]:53", "[2001:db8::1]:3478", false)]
    [InlineData("0.0.0.0:53", "127.0.0.1:3478", false)] // the kernel would take it for this machine
    [InlineData("[::]:53", "[2001:db8::1]:3478", false)]
    [InlineData("224.0.0.1:5353", "192.0.2.1:3478", false)]
    [InlineData("255.255.255.255:67", "192.0.2.1:3478", false)]
    [InlineData("[ff02::1]:5353", "[2001:db8::1]:3478", false)]
    [InlineData("[::ffff:127.0.0.1]:53", "[2001:db8::1]:3478", false)]
    [InlineData("[2001:db8::1]:50000", "192.0.2.1:3478", false)] // another family than asked for
    [InlineData("192.0.2.1:0", "192.0.2.1:3478", false)]
    public void Only_what_a_relay_can_have_is_sent_to(string relayed, string server, bool plausible) =>
        Assert.Equal(plausible, RelayedAddress.IsPlausible(IPEndPoint.Parse(relayed), IPEndPoint.Parse(server)));
}
