using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Ringback.Tests.Fuzz;

/// <summary>Which branches of the instrumented parsers an input went through, and about how often (as afl-fuzz counts it).</summary>
internal sealed unsafe class CoverageMap
{
    private const int Size = 1 << 16;

    private static readonly byte* Hits = (byte*)NativeMemory.AllocZeroed(Size);

    private readonly byte[] _seen = new byte[Size];

    /// <summary>Branches that any input went through so far.</summary>
    public int Branches { get; private set; }

    /// <summary>Before anything of the instrumented parsers is touched: they write here, for the life of the process.</summary>
    public static void Install() => Trace.SharedMem = Hits;

    /// <summary>Before each input.</summary>
    public static void Reset()
    {
        new Span<byte>(Hits, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <returns>Whether the input since the reset went where none had gone before, or clearly more often.</returns>
    public bool Learn()
    {
        var isNew = false;
        for (var i = 0; i < Size; i++)
        {
            if (Hits[i] == 0)
                continue;

            var bucket = Bucket(Hits[i]);
            if ((_seen[i] & bucket) != 0)
                continue;

            Branches += _seen[i] == 0 ? 1 : 0;
            _seen[i] |= bucket;
            isNew = true;
        }

        return isNew;
    }

    private static byte Bucket(byte hits) =>
        hits switch
        {
            1 => 1,
            2 => 2,
            3 => 4,
            < 8 => 8,
            < 16 => 16,
            < 32 => 32,
            < 128 => 64,
            _ => 128,
        };
}
