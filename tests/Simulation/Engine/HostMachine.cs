using Ringback.ProbeWorker.Machine;

namespace Ringback.Tests.Simulation.Engine;

/// <summary>A process as a worker sees it.</summary>
/// <param name="time">Normally the host's.</param>
internal sealed class HostMachine(Loop loop, Host host, TimeProvider time) : IMachine
{
    public TimeProvider Time => time;

    public TaskScheduler Pool => host.Pool;

    public TimeSpan LongestStallSince(long since) =>
        host
            .Pauses.Select(pause => Min(pause.Length, TimeSpan.FromTicks(Math.Min(pause.End, loop.Now) - since)))
            .Append(TimeSpan.Zero)
            .Max();

    public ILoopThread Thread(string name, Func<TimeSpan> turn) => new HostThread(loop, host, turn);

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    /// <summary>Turn by turn, each in one step.</summary>
    private sealed class HostThread(Loop loop, Host host, Func<TimeSpan> turn) : ILoopThread
    {
        private int _sleep;
        private bool _isAsleep;
        private bool _woken;
        private bool _stopped;

        public void Start() => host.Post(Turn);

        public void Wake()
        {
            _woken = true;
            if (_isAsleep)
                Rise(_sleep);
        }

        public void Stop() => _stopped = true;

        private void Rise(int sleep)
        {
            if (!_isAsleep || sleep != _sleep)
                return;

            _isAsleep = false;
            host.Post(Turn);
        }

        private void Turn()
        {
            if (_stopped)
                return;

            _woken = false;
            var rest = TimeSpan.Zero;
            try
            {
                rest = turn();
            }
            catch (CrashException)
            {
                return;
            }
            catch (Exception e)
            {
                loop.Fail($"a thread of {host.Name} broke: {e}");
            }

            _isAsleep = true;
            var sleep = ++_sleep;
            if (_woken || rest == TimeSpan.Zero)
                Rise(sleep);
            else if (rest != Timeout.InfiniteTimeSpan)
                loop.After(rest + loop.Between(0, 0.004), () => Rise(sleep));
        }
    }
}
