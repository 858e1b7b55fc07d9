using Ringback.ProbeWorker.Probes.Rtp.Content;
using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp.Content;

public class VoiceContentTests
{
    /// <summary>A-law as ITU-T G.711 decodes it, in units of 13 bits: the four lowest segments end at 252 of 4032.</summary>
    [Fact]
    public void G711_is_quiet_in_both_laws()
    {
        foreach (var octet in Packets(MediaCodec.Pcma, 160).SelectMany(packet => packet))
        {
            Assert.InRange(((octet ^ 0x55) >> 4) & 7, 0, 3);
            Assert.InRange((~octet >> 4) & 7, 0, 3);
        }
    }

    /// <summary>Bit by bit, as ITU-T G.729 table 8 lists a frame: L0 1, L1 7, L2 5, L3 5, P1 8, P0 1, and on.</summary>
    [Fact]
    public void A_frame_of_G729_carries_the_parity_of_its_pitch()
    {
        var seen = new HashSet<int>();
        foreach (var frame in Packets(MediaCodec.G729, 20).SelectMany(packet => packet.Chunk(10)))
        {
            var bits = string.Concat(frame.Select(octet => octet.ToString("b8", null)));
            var (pitch, parity) = (bits.Substring(18, 8), bits[26]);
            Assert.Equal(pitch[..6].Count(bit => bit == '1') % 2 == 0 ? '1' : '0', parity);
            seen.Add(parity);
        }

        Assert.Equal(2, seen.Count);
    }

    private static IEnumerable<byte[]> Packets(MediaCodec codec, int size)
    {
        var content = new VoiceContent(codec, 42, size);
        for (var i = 0; i < 250; i++)
        {
            var packet = new byte[size];
            content.Write(i, packet);
            yield return packet;
        }
    }
}
