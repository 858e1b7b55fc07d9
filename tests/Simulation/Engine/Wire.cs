namespace Ringback.Tests.Simulation.Engine;

/// <summary>A line with latency, that loses and breaks.</summary>
internal sealed class Wire(Loop loop, Host host, Network network) : ILine
{
    public Task<T> CallAsync<T>(Func<T> serve, CancellationToken cancel)
    {
        var answer = new Answer<T>(cancel);
        loop.After(network.Latency(), () => Arrive(serve, answer));
        return answer.Task;
    }

    public void Gone(Action then) => loop.After(loop.Between(0, 3), then);

    public Task PauseAsync(CancellationToken cancel) => Task.Delay(TimeSpan.FromMilliseconds(5), host.Time, cancel);

    private void Arrive<T>(Func<T> serve, Answer<T> answer)
    {
        if (network.Loses())
        {
            loop.After(network.Silence(), () => answer.Break(new IOException("the connection broke")));
            return;
        }

        T served;
        try
        {
            served = serve();
        }
        catch (Exception e)
        {
            loop.After(network.Latency(), () => answer.Break(e));
            return;
        }

        if (network.Loses())
            loop.After(network.Silence(), () => answer.Break(new IOException("the answer was lost")));
        else
            loop.After(network.Latency(), () => answer.Give(served));
    }

    private sealed class Answer<T>
    {
        private readonly TaskCompletionSource<T> _answer = new();
        private readonly CancellationTokenRegistration _cancelled;

        public Answer(CancellationToken cancel) => _cancelled = cancel.Register(() => _answer.TrySetCanceled(cancel));

        public Task<T> Task => _answer.Task;

        public void Give(T served)
        {
            _cancelled.Dispose();
            _answer.TrySetResult(served);
        }

        public void Break(Exception why)
        {
            _cancelled.Dispose();
            _answer.TrySetException(why);
        }
    }
}

/// <summary>How a stretch of network is doing.</summary>
internal sealed class Network(Loop loop)
{
    public bool IsCut { get; set; }

    /// <summary>Share of what is sent that never arrives: its connection breaks.</summary>
    public double Loss { get; set; }

    /// <summary>Share of what is sent that arrives twice.</summary>
    public double Duplication { get; set; }

    public bool Loses() => IsCut || loop.Chance(Loss);

    /// <summary>Short, now and then long: what is sent later overtakes what was sent before.</summary>
    public TimeSpan Latency() => loop.Chance(0.1) ? loop.Between(0.01, 2) : loop.Between(0.0002, 0.01);

    /// <summary>Until somebody notices that nothing comes back.</summary>
    public TimeSpan Silence() => loop.Chance(0.7) ? loop.Between(0.001, 1) : loop.Between(5, 30);
}
