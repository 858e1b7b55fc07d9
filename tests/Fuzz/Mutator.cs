namespace Ringback.Tests.Fuzz;

/// <summary>Makes inputs out of others: bytes changed, stretches cut, doubled, moved, and words of the protocol put in.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> words)
{
    /// <summary>A little more than any parser takes in one piece.</summary>
    private const int Longest = 70_000;

    private static readonly byte[] Telling =
    [
        0,
        1,
        9,
        10,
        13,
        32,
        34,
        37,
        44,
        58,
        59,
        60,
        61,
        62,
        64,
        92,
        127,
        128,
        255,
    ];

    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var steps = 1 << random.Next(5); steps > 0; steps--)
            Step(bytes, other);

        return bytes.Count > Longest ? [.. bytes.Take(Longest)] : [.. bytes];
    }

    private void Step(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(1 << random.Next(8), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0 when length > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when length > 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2 when length > 0:
                bytes[at] = Telling[random.Next(Telling.Length)];
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 6 when words.Count > 0:
                bytes.InsertRange(at, words[random.Next(words.Count)]);
                break;
            case 7 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other.Skip(from).Take(1 << random.Next(8)));
                break;
            case 8 when length > 0:
                var value = bytes[at];
                bytes.InsertRange(at, Enumerable.Repeat(value, 1 << random.Next(10)));
                break;
        }
    }
}
