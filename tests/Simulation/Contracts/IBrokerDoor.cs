namespace Ringback.Tests.Simulation.Contracts;

/// <summary>A broker, with one worker and any number of the centre's consumers. Messages are known by a number.</summary>
internal interface IBrokerDoor : IAsyncDisposable
{
    /// <summary>What the centre declares: exchange, queue, and where that one's dead letters go.</summary>
    Task DeclareAsync();

    /// <summary>As the worker does: returns once the broker has confirmed.</summary>
    /// <exception cref="Exception">It has not.</exception>
    Task PublishAsync(int number);

    Task<IConsumerDoor> ConsumeAsync(int prefetch);

    /// <summary>How many messages no consumer has.</summary>
    Task<int> WaitingAsync();

    Task<int> ParkedAsync();

    /// <summary>No connection holds, nor can be had.</summary>
    Task GoAwayAsync();

    Task ComeBackAsync();

    /// <summary>A moment.</summary>
    Task PauseAsync();
}

/// <summary>A consumer; disposing of it is its death, with all that it has not acknowledged.</summary>
internal interface IConsumerDoor : IAsyncDisposable
{
    /// <summary>Waits for the next message.</summary>
    Task<IMessageDoor> NextAsync();
}

internal interface IMessageDoor
{
    int Number { get; }

    bool IsRedelivered { get; }

    Task AcknowledgeAsync();

    Task GiveBackAsync();
}
