using Ringback.Protocols.Sip;

namespace Ringback.Tests.Fuzz.Targets;

/// <summary>A stream of SIP: however it arrives the same messages come out, and no more than went in.</summary>
internal sealed class SipStreamTarget : IFuzzTarget
{
    public string Name => "sip-stream";

    public IReadOnlyList<byte[]> Seeds { get; } = new SipTarget().Seeds;

    public IReadOnlyList<byte[]> Words { get; } = new SipTarget().Words;

    public void Try(ReadOnlySpan<byte> input)
    {
        var (whole, wholeFault) = Cut(input, int.MaxValue);
        var (parts, partsFault) = Cut(input, 1 + (input.Length > 0 ? input[0] : 0));

        // A head that is too long is seen earlier where it comes in pieces; what was cut before it is the same.
        Text.Hold(wholeFault == partsFault, "a stream is broken however it arrives");
        Text.Hold(whole.Count == parts.Count, "the same messages come out");
        Text.Hold(whole.Sum(m => m.Length) <= input.Length, "no more comes out than went in");
        for (var i = 0; i < whole.Count; i++)
            Text.Hold(whole[i].AsSpan().SequenceEqual(parts[i]), "each is the same");
    }

    private static (List<byte[]> Messages, SipFaultKind Fault) Cut(ReadOnlySpan<byte> input, int piece)
    {
        var framer = new SipStreamFramer();
        var messages = new List<byte[]>();
        while (!input.IsEmpty && framer.Fault == SipFault.None)
        {
            var room = framer.Room().Span;
            var count = Math.Min(Math.Min(room.Length, input.Length), piece);
            input[..count].CopyTo(room);
            input = input[count..];
            framer.Advance(count);
            while (framer.TryTake(out var message))
                messages.Add(message.ToArray());
        }

        return (messages, framer.Fault.Kind);
    }
}
