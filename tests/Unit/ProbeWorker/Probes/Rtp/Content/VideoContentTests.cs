using Ringback.ProbeWorker.Probes.Rtp.Content;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp.Content;

/// <summary>Reads the payloads as RFC 6184 §5 says, by code of the test's own.</summary>
public class VideoContentTests
{
    private const int Sei = 6;
    private const int Sps = 7;
    private const int Pps = 8;
    private const int Idr = 5;
    private const int Predicted = 1;

    [Theory]
    [InlineData(1, 192)]
    [InlineData(1, 585)]
    [InlineData(2, 300)]
    [InlineData(3, 960)]
    [InlineData(5, 1160)]
    [InlineData(7, 1032)]
    public void Pictures_are_whole_after_their_packets_and_packets_are_of_one_size(int packetsEach, int size)
    {
        var content = new VideoContent(7, packetsEach, size);
        for (var picture = 0; picture < 101; picture++)
        {
            var units = new List<byte[]>();
            byte[] open = [];
            for (var i = picture * packetsEach; i < (picture + 1) * packetsEach; i++)
            {
                var packet = new byte[content.LargestSize];
                var length = content.Write(i, packet);
                Assert.InRange(length, size - 1, size);
                Take(packet[..length], units, ref open);
            }

            Assert.Empty(open);
            var types = units.Select(unit => unit[0] & 0x1f).ToList();
            Assert.Equal(picture % 50 == 0 ? Idr : Predicted, types[^1]);
            Assert.Equal(picture % 50 == 0, types.Take(2).SequenceEqual([Sps, Pps]));
            Assert.Contains(Sei, types);
            Assert.All(units, unit => Assert.False(HasStartCode(unit)));
            Assert.All(units.Where(unit => (unit[0] & 0x1f) == Sei), IsOneMessageOfUserData);
        }
    }

    [Fact]
    public void All_three_ways_to_packetise_are_taken()
    {
        var content = new VideoContent(7, 3, 960);
        var types = Enumerable.Range(0, 6).Select(i => TypeOf(content, i)).ToList();

        // A key picture: aggregate, one unit, aggregate. The next: two fragments, aggregate.
        Assert.Equal([24, Sei, 24, 28, 28, 24], types);
    }

    private static int TypeOf(VideoContent content, int index)
    {
        var packet = new byte[content.LargestSize];
        content.Write(index, packet);
        return packet[0] & 0x1f;
    }

    private static void Take(byte[] packet, List<byte[]> units, ref byte[] open)
    {
        switch (packet[0] & 0x1f)
        {
            case 24:
                for (var rest = packet[1..]; rest.Length > 0; )
                {
                    var length = (rest[0] << 8) | rest[1];
                    units.Add(rest[2..(2 + length)]);
                    rest = rest[(2 + length)..];
                }

                break;
            case 28:
                var (isFirst, isLast) = ((packet[1] & 0x80) != 0, (packet[1] & 0x40) != 0);
                Assert.Equal(isFirst, open.Length == 0);
                byte header = (byte)((packet[0] & 0x60) | (packet[1] & 0x1f));
                open = isFirst ? [header, .. packet[2..]] : [.. open, .. packet[2..]];
                if (isLast)
                {
                    units.Add(open);
                    open = [];
                }

                break;
            default:
                units.Add(packet);
                break;
        }
    }

    /// <summary>ITU-T H.264 §7.3.2.3: a type, a length in 255s, so many bytes, the stop bit.</summary>
    private static void IsOneMessageOfUserData(byte[] unit)
    {
        Assert.Equal(5, unit[1]);
        var (place, length) = (2, 0);
        for (; unit[place] == 255; place++)
            length += 255;

        length += unit[place++];
        Assert.Equal(unit.Length - 1, place + length);
        Assert.Equal(0x80, unit[^1]);
        Assert.True(length >= 16 + 8);
    }

    private static bool HasStartCode(byte[] unit) =>
        Enumerable.Range(0, unit.Length - 2).Any(i => unit[i] == 0 && unit[i + 1] == 0 && unit[i + 2] <= 3);
}
