using Microsoft.Extensions.Time.Testing;

namespace Ringback.Tests.Unit.ProbeWorker.Probes;

/// <summary>A fake clock whose wall reading can be set apart from its monotonic one.</summary>
internal sealed class SteppedTimeProvider : TimeProvider
{
    private readonly FakeTimeProvider _fake = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public TimeSpan Step { get; set; }

    public override long TimestampFrequency => _fake.TimestampFrequency;

    public void Advance(TimeSpan delta) => _fake.Advance(delta);

    public override DateTimeOffset GetUtcNow() => _fake.GetUtcNow() + Step;

    public override long GetTimestamp() => _fake.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _fake.CreateTimer(callback, state, dueTime, period);
}
