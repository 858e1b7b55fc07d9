namespace Ringback.Tests.Simulation.Engine;

/// <summary>The way to a server. Whoever calls does not learn more than a real connection would tell.</summary>
internal interface ILine
{
    /// <exception cref="IOException">The connection broke, before or after the server had served.</exception>
    Task<T> CallAsync<T>(Func<T> serve, CancellationToken cancel);

    /// <summary>The server notices, sooner or later, that the caller is gone.</summary>
    void Gone(Action then);

    Task PauseAsync(CancellationToken cancel);
}

/// <summary>A server within reach: every call is served at once.</summary>
internal sealed class NoDistance : ILine
{
    public Task<T> CallAsync<T>(Func<T> serve, CancellationToken cancel)
    {
        try
        {
            return Task.FromResult(serve());
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }

    public void Gone(Action then) => then();

    public Task PauseAsync(CancellationToken cancel) => Task.CompletedTask;
}
