using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp.Reports;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>All that one end of a call sent and heard.</summary>
internal sealed record MediaLeg
{
    /// <summary>One entry a packet of media; those of digits are left out.</summary>
    public required IReadOnlyList<PacedSending> Sendings { get; init; }

    /// <inheritdoc cref="MediaRecord.WithheldDigits"/>
    public required bool WithheldDigits { get; init; }

    /// <inheritdoc cref="MediaRecord.Arrivals"/>
    public required IReadOnlyList<MediaArrival> Arrivals { get; init; }

    /// <inheritdoc cref="MediaRecord.Digits"/>
    public required string Digits { get; init; }

    /// <inheritdoc cref="MediaRecord.Ignored"/>
    public required int Ignored { get; init; }

    /// <inheritdoc cref="MediaRecord.Overflowed"/>
    public required long Overflowed { get; init; }

    /// <inheritdoc cref="MediaRecord.Refusals"/>
    public required int Refusals { get; init; }

    /// <inheritdoc cref="MediaRecord.ForeignKinds"/>
    public required int ForeignKinds { get; init; }

    /// <inheritdoc cref="MediaRecord.FarEnd"/>
    public required FarEnd FarEnd { get; init; }

    /// <inheritdoc cref="MediaRecord.Clocks"/>
    public required IReadOnlyDictionary<uint, SourceClock> Clocks { get; init; }

    /// <inheritdoc cref="MediaRecord.ReceivedDscp"/>
    public required int? ReceivedDscp { get; init; }

    /// <inheritdoc cref="MediaRecord.HeaderOverhead"/>
    public required int HeaderOverhead { get; init; }
}
