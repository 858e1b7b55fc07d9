using System.Net;
using System.Reflection;
using System.Text.Json;
using Ringback.Protocols.Ntp;

namespace Ringback.Tests.Unit.Protocols.Ntp;

/// <summary>Datagrams that real clients and servers sent.</summary>
public class NtpVectorsTests
{
    private static readonly DateTimeOffset Pivot = new(2016, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Reads_a_client_s_question()
    {
        var header = Parse("pcap/tcpdump/ntp-time.pcap", 1);

        Assert.Equal((NtpLeap.Unsynchronised, 4, NtpMode.Client), (header.Leap, header.Version, header.Mode));
        Assert.Equal((0, 8, 0), (header.Stratum, header.Poll, header.Precision));
        Assert.Equal(NtpTimestamp.None, header.Receive);
        Assert.Equal(0xdd47fff4edb0ccbc, header.Transmit.Value);
    }

    [Fact]
    public void Reads_a_server_s_reply_to_it()
    {
        var request = Parse("pcap/tcpdump/ntp-time.pcap", 1);
        var bytes = Bytes("pcap/tcpdump/ntp-time.pcap", 2);

        Assert.True(new NtpRequest(request.Transmit).TryReadReply(bytes, out var reply));
        Assert.Equal((NtpLeap.None, 4, NtpMode.Server), (reply.Leap, reply.Version, reply.Mode));
        Assert.Equal((2, 8, -24), (reply.Stratum, reply.Poll, reply.Precision));
        Assert.Equal(0x15u, reply.RootDelay.Value);
        Assert.Equal(0x952u, reply.RootDispersion.Value);
        Assert.Equal(IPAddress.Parse("132.199.7.201"), reply.ReferenceId.ToAddress());
        Assert.Equal("2017-08-23T13:21:56.9299206Z", At(reply.Receive));
        Assert.Equal("2017-08-23T13:21:56.9299484Z", At(reply.Transmit));
    }

    [Fact]
    public void Reads_a_primary_server()
    {
        var reply = Parse("pcap/zeek/ntp.pcap", 2);

        Assert.Equal((1, "GPSs"), (reply.Stratum, reply.ReferenceId.ToString(reply.Stratum)));
        Assert.Equal(new TimeSpan(9918), reply.RootDispersion.ToTimeSpan()); // 65 units of 2^-16 s
        Assert.Equal(reply.RootDispersion.ToTimeSpan(), reply.RootDistance);
    }

    [Fact]
    public void Reads_a_kiss_with_a_crypto_NAK_behind_it()
    {
        var request = Parse("pcap/tcpdump/ntp.pcap", 1);

        Assert.True(new NtpRequest(request.Transmit).TryReadReply(Bytes("pcap/tcpdump/ntp.pcap", 2), out var reply));
        Assert.Equal((NtpLeap.Unsynchronised, 0, "STEP"), (reply.Leap, reply.Stratum, reply.ReferenceId.ToCode()));
    }

    [Fact]
    public void Reads_symmetric_modes_of_version_3()
    {
        var active = Parse("pcap/zeek/ntp/NTP_sync.pcap", 3);
        var passive = Parse("pcap/zeek/ntp/NTP_sync.pcap", 18);

        Assert.Equal((3, NtpMode.SymmetricActive), (active.Version, active.Mode));
        Assert.Equal((3, NtpMode.SymmetricPassive, 3), (passive.Version, passive.Mode, passive.Stratum));
        Assert.Equal(active.Transmit, passive.Origin);
        Assert.Equal("CDMA", Parse("pcap/zeek/ntp/NTP_sync.pcap", 32).ReferenceId.ToCode());
    }

    [Fact]
    public void Every_datagram_is_written_as_it_was_read_and_mode_7_is_refused()
    {
        var written = 0;
        foreach (var (_, _, bytes) in All())
        {
            if ((bytes[0] & 7) == 7)
            {
                Assert.False(NtpHeader.TryParse(bytes, out _));
                continue;
            }

            Assert.True(NtpHeader.TryParse(bytes, out var header));
            var again = new byte[NtpHeader.Size];
            Assert.True(header.TryWrite(again));
            Assert.Equal(bytes[..NtpHeader.Size], again);
            written++;
        }

        Assert.Equal(39, written);
    }

    private static string At(NtpTimestamp timestamp) =>
        timestamp.ToDateTimeOffset(Pivot)!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'");

    private static NtpHeader Parse(string pcap, int packet)
    {
        Assert.True(NtpHeader.TryParse(Bytes(pcap, packet), out var header));
        return header;
    }

    private static byte[] Bytes(string pcap, int packet) =>
        All().Single(p => (p.Pcap, p.Packet) == (pcap, packet)).Bytes;

    private static IEnumerable<(string Pcap, int Packet, byte[] Bytes)> All()
    {
        var folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!;
        var json = File.ReadAllText(Path.Combine(folder, "Protocols/Ntp/vectors/udp123-payloads.json"));
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document
                .RootElement.EnumerateArray()
                .Select(p =>
                    (
                        p.GetProperty("pcap").GetString()!,
                        p.GetProperty("packet").GetInt32(),
                        Convert.FromHexString(p.GetProperty("hex").GetString()!)
                    )
                ),
        ];
    }
}
