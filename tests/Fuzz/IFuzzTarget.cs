namespace Ringback.Tests.Fuzz;

/// <summary>One parser of what a peer sends, and what must hold for whatever it is given.</summary>
internal interface IFuzzTarget
{
    /// <summary>Lower case, one word: what the command line calls it.</summary>
    string Name { get; }

    /// <summary>Inputs that reach far into the parser.</summary>
    IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Pieces that chance alone would hardly find.</summary>
    IReadOnlyList<byte[]> Words { get; }

    /// <exception cref="Exception">Any at all is a find.</exception>
    void Try(ReadOnlySpan<byte> input);
}
