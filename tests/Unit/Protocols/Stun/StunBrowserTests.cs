using System.Text;
using Ringback.Protocols.Stun;

namespace Ringback.Tests.Unit.Protocols.Stun;

/// <summary>Messages that Chrome and Firefox really sent.</summary>
public class StunBrowserTests
{
    [Fact]
    public void Reads_every_browser_s_binding_request_and_checks_Firefox_s_fingerprint()
    {
        var rows = Vectors.Lines("frombrowsers.csv").Skip(3).Select(line => line.Split(',')).ToList();
        Assert.Equal(14, rows.Count);
        foreach (var row in rows)
        {
            var bytes = Convert.FromBase64String(row[1]);
            Assert.True(StunMessage.TryParse(bytes, out var message));
            Assert.Equal(new StunType(StunMethod.Binding, StunClass.Request), message.Type);
            Assert.Equal(row[3] == "Firefox", StunFingerprint.Verify(message));
        }
    }

    [Fact]
    public void An_attribute_of_Chrome_that_nobody_registered_is_optional_and_readable()
    {
        Assert.True(StunMessage.TryParse(Vectors.Bytes("ex1_chrome.stun"), out var message));
        Assert.True(message.TryGet((StunAttributeType)0x802F, out var value));
        Assert.Equal("http://localhost:3000/", Encoding.ASCII.GetString(value));
        Assert.Empty(StunUnknownAttributes.In(message));
    }
}
