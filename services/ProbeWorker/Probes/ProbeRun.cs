using System.Collections.Frozen;
using System.Net;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes;

/// <summary>One run: the means a probe may use, and the record that it writes as it goes.</summary>
/// <remarks>
/// What was recorded before a time-out or an error is part of the result. Used by one probe call; its members may be
/// called from the threads that this probe starts.
/// </remarks>
internal sealed class ProbeRun(string target, string region, TimeSpan timeLimit, ProbeMeans means, TimeProvider time)
{
    private static readonly FrozenSet<string> KnownPhases = PhaseNames.All.ToFrozenSet();
    private static readonly FrozenSet<string> KnownMeasurements = MeasurementNames.All.ToFrozenSet();

    private readonly Lock _lock = new();
    private readonly List<Phase> _phases = [];
    private readonly Dictionary<string, double> _measurements = [];
    private readonly long _started = time.GetTimestamp();

    public string Target { get; } = target;

    public string Region { get; } = region;

    public TimeSpan TimeLimit { get; } = timeLimit;

    /// <summary>From run to run of this target; zero where it has none.</summary>
    public TimeSpan Interval { get; init; }

    public ProbeMeans Means { get; } = means;

    public TimeProvider Time { get; } = time;

    /// <summary>Since the run began, by the monotonic clock.</summary>
    public TimeSpan Elapsed => Time.GetElapsedTime(_started);

    /// <summary>What went over the wire: shown where the result is not up. Never put a secret into it.</summary>
    public EvidenceLog Evidence { get; } = new(time);

    /// <summary>The address really talked to; set it before the first packet leaves.</summary>
    public EndPoint? Address { get; set; }

    /// <summary>What a certificate, or what is stapled to it, says of a target that is up otherwise: the first that says something.</summary>
    /// <remarks>Noted by what opens a connection over TLS, and heeded by the runner: no probe need know of it.</remarks>
    public Judgement? Concern { get; set; }

    /// <summary>Bound of the error that our own timing adds to any figure of this run.</summary>
    public TimeSpan TimingError { get; set; }

    /// <summary>The phase that was begun last, ended or not: where a run was when its time ran out. Null before any.</summary>
    public string? LastPhase { get; private set; }

    public IReadOnlyList<Phase> Phases
    {
        get
        {
            lock (_lock)
                return [.. _phases];
        }
    }

    public IReadOnlyList<Measurement> Measurements
    {
        get
        {
            lock (_lock)
                return [.. _measurements.Select(m => new Measurement(m.Key, m.Value))];
        }
    }

    /// <summary>Times a phase until the returned value is disposed, also where it ends in an exception.</summary>
    /// <param name="name">One of <see cref="PhaseNames"/>.</param>
    /// <exception cref="ArgumentException">It is none: a bug of the probe.</exception>
    public PhaseTimer Phase(string name)
    {
        LastPhase = Known(KnownPhases, name);
        return new(this, name, Time.GetTimestamp());
    }

    /// <summary>Says that a phase has begun that is timed otherwise, and recorded when it is over.</summary>
    /// <exception cref="ArgumentException">The name is none of <see cref="PhaseNames"/>: a bug of the probe.</exception>
    public void Enter(string name) => LastPhase = Known(KnownPhases, name);

    /// <summary>Records a phase that was timed otherwise, such as by kernel stamps.</summary>
    /// <exception cref="ArgumentException">The name is none of <see cref="PhaseNames"/>: a bug of the probe.</exception>
    public void AddPhase(string name, TimeSpan duration)
    {
        var phase = new Phase(Known(KnownPhases, name), duration);
        lock (_lock)
        {
            if (_phases.Count < PhaseNames.MaxOfOneRun)
                _phases.Add(phase);
        }
    }

    /// <summary>Records a figure; a later one of the same name replaces it. One that is no number is left out.</summary>
    /// <param name="name">One of <see cref="MeasurementNames"/>.</param>
    /// <param name="value">In the base unit of the name's suffix.</param>
    /// <exception cref="ArgumentException">The name is unknown: a bug of the probe.</exception>
    public void Measure(string name, double value)
    {
        Known(KnownMeasurements, name);
        if (!double.IsFinite(value))
            return;

        lock (_lock)
            _measurements[name] = value;
    }

    /// <summary>Widens <see cref="TimingError"/> to that of one more part of the run.</summary>
    public void NoteTimingError(TimeSpan error)
    {
        if (error > TimingError)
            TimingError = error;
    }

    private static string Known(FrozenSet<string> names, string name) =>
        names.Contains(name) ? name : throw new ArgumentException($"'{name}' is not in the closed list.", nameof(name));

    internal readonly struct PhaseTimer(ProbeRun run, string name, long started) : IDisposable
    {
        public void Dispose() => run.AddPhase(name, run.Time.GetElapsedTime(started));
    }
}
