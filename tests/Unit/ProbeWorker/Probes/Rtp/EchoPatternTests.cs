using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.ProbeWorker.Probes.Rtp.Content;
using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

public class EchoPatternTests
{
    private const int Blocks = 250;
    private const int Size = 160;

    private readonly EchoPattern _pattern = NewPattern();

    [Fact]
    public void Each_block_is_found_as_itself()
    {
        for (var i = 0; i < Blocks; i++)
        {
            Assert.True(_pattern.TryFind(Block(i), out var index));
            Assert.Equal(i, index);
        }
    }

    [Fact]
    public void A_block_is_found_wherever_enough_of_it_begins() =>
        Gen.Select(Gen.Int[0, Blocks - 1], Gen.Int[0, Size - 8], Gen.Byte.Array[Size])
            .Sample(
                (block, start, before) =>
                {
                    byte[] audio = [.. before[..start], .. Block(block)[..(Size - start)]];

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
                    var audio = Block(block);
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
        var other = NewPattern();

        for (var i = 0; i < Blocks; i++)
            Assert.False(other.TryFind(Block(i), out _));
    }

    private static EchoPattern NewPattern() =>
        EchoPattern.Create(seed => new VoiceContent(MediaCodec.Pcma, seed, Size), Blocks);

    private byte[] Block(int index)
    {
        var block = new byte[Size];
        Assert.Equal(Size, _pattern.Write(index, block));
        return block;
    }
}
