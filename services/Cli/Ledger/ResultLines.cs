using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Ringback.Cli.Ledger;

/// <summary>The lines of a file, read as they are consumed. Empty ones are passed over.</summary>
internal static class ResultLines
{
    /// <summary>Of one line, in bytes: all the evidence of a result, escaped, fits.</summary>
    public const int Longest = 256 * 1024;

    /// <returns>Numbers from 1, and the bytes; they are good until the next line is asked for.</returns>
    /// <exception cref="ResultLineException">A line is too long.</exception>
    public static async IAsyncEnumerable<(long Number, ReadOnlySequence<byte> Line)> ReadAsync(
        Stream file,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var reader = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        var number = 0L;
        for (var isCompleted = false; !isCompleted; )
        {
            var read = await reader.ReadAsync(cancel);
            var buffer = read.Buffer;
            isCompleted = read.IsCompleted;
            while (TryTake(ref buffer, isCompleted, out var line))
            {
                number++;
                if (!IsBlank(line))
                    yield return (number, line);
            }

            if (buffer.Length > Longest)
                throw new ResultLineException(
                    number + 1,
                    "",
                    $"is longer than {Longest} bytes",
                    "give one result a line"
                );

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        var end = buffer.PositionOf((byte)'\n');
        line = end is { } found ? buffer.Slice(0, found) : buffer;
        if (end is null && (!isLast || buffer.IsEmpty))
            return false;

        buffer = end is { } after ? buffer.Slice(buffer.GetPosition(1, after)) : buffer.Slice(buffer.End);
        return true;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
                return false;
        }

        return true;
    }
}

/// <summary>A line is no result.</summary>
/// <param name="line">From 1.</param>
/// <param name="field">Empty where it is about the line as a whole.</param>
internal sealed class ResultLineException(long line, string field, string problem, string mend)
    : Exception($"{line}: {(field.Length > 0 ? $"{field}: " : "")}{problem}; {mend}");
