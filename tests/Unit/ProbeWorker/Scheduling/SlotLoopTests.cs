using Ringback.Model;
using Ringback.ProbeWorker.Machine;
using Ringback.ProbeWorker.Scheduling;
using Ringback.Tests.Unit.ProbeWorker.Probes;

namespace Ringback.Tests.Unit.ProbeWorker.Scheduling;

public class SlotLoopTests
{
    [Fact]
    public async Task What_is_due_at_once_is_handed_out_only_when_started()
    {
        var time = new SteppedTimeProvider();
        var agenda = new Agenda(Planned.Region, _ => true, time);
        agenda.Adopt(Planned.Catalog(Instant.UnixEpoch, Planned.Target()));
        time.Advance(TimeSpan.FromSeconds(10));

        var mayBegin = false;
        var handedOut = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var slots = new SlotLoop(
            agenda,
            _ => handedOut.TrySetResult(Volatile.Read(ref mayBegin)),
            _ => { },
            ThisMachine.Instance
        );
        Volatile.Write(ref mayBegin, true);
        slots.Start();

        Assert.True(await handedOut.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        slots.Stop();
    }
}
