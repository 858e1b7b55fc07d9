using Ringback.ProbeWorker.Probes.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

public class EchoPatternTests
{
    private const int Blocks = 250;
    private const int Size = 160;

    private readonly EchoPattern _pattern = new(42, Blocks, Size);

    [Fact]
    public void Each_block_is_found_as_itself()
    {
        for (var i = 0; i < Blocks; i++)
        {
            Assert.True(_pattern.TryFind(_pattern[i], out var index));
            Assert.Equal(i, index);
        }
    }

    [Fact]
    public void A_block_is_found_wherever_enough_of_it_begins() =>
        Gen.Select(Gen.Int[0, Blocks - 1], Gen.Int[0, Size - 8], Gen.Byte.Array[Size])
            .Sample(
                (block, start, before) =>
                {
                    byte[] audio = [.. before[..start], .. _pattern[block][..(Size - start)]];

                    Assert.True(_pattern.TryFind(audio, out var index));
                    Assert.Equal(block, index);
                }
            );

    [Fact]
    public void A_block_with_one_byte_changed_is_not_ours() =>
        Gen.Select(Gen.Int[0, Blocks - 1], Gen.Int[0, Size - 1], Gen.Byte[1, 255])
            .Sample(
                (block, place, change) =>
                {
                    var audio = _pattern[block].ToArray();
                    audio[place] ^= change;

                    Assert.False(_pattern.TryFind(audio, out _));
                }
            );

    [Fact]
    public void Other_audio_is_not_ours() =>
        Gen.Byte.Array[0, 400].Sample(audio => Assert.False(_pattern.TryFind(audio, out _)));

    [Fact]
    public void Another_call_has_another_pattern()
    {
        var other = new EchoPattern(43, Blocks, Size);

        for (var i = 0; i < Blocks; i++)
            Assert.False(_pattern.TryFind(other[i], out _));
    }

    /// <summary>A-law as ITU-T G.711 decodes it, in units of 13 bits: the four lowest segments end at 252 of 4032.</summary>
    [Fact]
    public void It_is_quiet_in_both_laws()
    {
        for (var i = 0; i < Blocks; i++)
        {
            foreach (var octet in _pattern[i])
            {
                Assert.InRange(((octet ^ 0x55) >> 4) & 7, 0, 3);
                Assert.InRange((~octet >> 4) & 7, 0, 3);
            }
        }
    }
}
