using System.Text;
using System.Text.RegularExpressions;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Tcp;

/// <summary>What a server says first, read until it is what is expected: the phases <c>first_byte</c> and <c>body</c>.</summary>
internal sealed class Banner(TcpCheck check)
{
    private readonly byte[] _bytes = new byte[check.ReadLimit];

    // It never goes back: linear in what the server says, whatever that is.
    private readonly Regex? _expression = check.Matches is { } matches
        ? new Regex(matches, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)
        : null;

    /// <summary>Bytes so far.</summary>
    public int Size { get; private set; }

    public string Text => Encoding.UTF8.GetString(_bytes, 0, Size);

    /// <returns>Null where it is as expected; down where the server ends, or says too much, before.</returns>
    /// <exception cref="OperationCanceledException">The server is silent.</exception>
    public async Task<Judgement?> ReadAsync(Stream stream, ProbeRun run, CancellationToken deadline)
    {
        int read;
        using (run.Phase(PhaseNames.FirstByte))
            read = await stream.ReadAsync(_bytes, deadline);

        using var phase = run.Phase(PhaseNames.Body);
        try
        {
            while (read > 0)
            {
                Size += read;
                if (IsAsExpected())
                    return null;

                if (Size == _bytes.Length)
                    return Judgement.Down(Reason.AssertionFailed, $"Not in the first {Size} bytes: {Missing()}.");

                read = await stream.ReadAsync(_bytes.AsMemory(Size), deadline);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && run.Elapsed >= run.TimeLimit)
        {
            return Judgement.Down(Reason.AssertionFailed, $"Not in the {Size} bytes that came in time: {Missing()}.");
        }

        return Size == 0
            ? Judgement.Down(Reason.ConnectionClosed, "The server closed the connection without a word.")
            : Judgement.Down(Reason.AssertionFailed, $"The server ended after {Size} bytes without {Missing()}.");
    }

    private bool IsAsExpected()
    {
        var text = Text;
        return (check.Contains is not { } contained || text.Contains(contained, StringComparison.Ordinal))
            && _expression?.IsMatch(text) != false;
    }

    private string Missing() =>
        check.Contains is { } contained && !Text.Contains(contained, StringComparison.Ordinal)
            ? $"the text '{contained}'"
            : $"a match of '{check.Matches}'";
}
