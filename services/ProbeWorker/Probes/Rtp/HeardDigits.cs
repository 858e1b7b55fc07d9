using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>DTMF digits as they come: an event is one however many packets it takes, told by its timestamp.</summary>
internal sealed class HeardDigits
{
    private const int MaxDigits = 64;

    private readonly HashSet<uint> _known = [];
    private readonly List<char> _digits = [];

    public string Text => new([.. _digits]);

    public void Take(uint timestamp, ReadOnlySpan<byte> payload)
    {
        if (
            _digits.Count < MaxDigits
            && TelephoneEvent.TryParse(payload, out var said)
            && said.Digit is { } digit
            && _known.Add(timestamp)
        )
            _digits.Add(digit);
    }
}
