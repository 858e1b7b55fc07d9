using Microsoft.Extensions.Time.Testing;
using Ringback.Model.Results;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Turn.TurnRuns;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Turn;

public class TurnProbeTests
{
    [Fact]
    public async Task Data_through_the_relay_and_back_is_up_and_the_allocation_is_released()
    {
        await using var server = new LoopbackTurnServer();

        var result = await RunAsync(server);

        AssertUp(result);
        Assert.False(server.IsAllocated);
        Assert.Equal(0, Figure(result, MeasurementNames.RelayLossRatio));
        Assert.Equal(600, Figure(result, MeasurementNames.LifetimeSeconds));
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("Secret")]
    public async Task A_wrong_password_is_auth_failed(string password)
    {
        await using var server = new LoopbackTurnServer();

        var result = await RunAsync(server, password);

        AssertDown(Reason.AuthFailed, result, "401 Unauthorized");
    }

    [Theory]
    [InlineData(LoopbackTurnServer.Allocate, 486, Reason.Busy)]
    [InlineData(LoopbackTurnServer.Allocate, 508, Reason.Busy)]
    [InlineData(LoopbackTurnServer.Allocate, 441, Reason.AuthFailed)]
    [InlineData(LoopbackTurnServer.Allocate, 300, Reason.UnexpectedStatus)]
    [InlineData(LoopbackTurnServer.Allocate, 500, Reason.UnexpectedStatus)]
    [InlineData(LoopbackTurnServer.Permission, 403, Reason.UnexpectedStatus)]
    [InlineData(LoopbackTurnServer.Refresh, 437, Reason.UnexpectedStatus)]
    public async Task An_error_is_named_with_its_code_and_text(int method, int code, Reason reason)
    {
        await using var server = new LoopbackTurnServer();
        server.Refuse[method] = (code, "So it is");

        var result = await RunAsync(server);

        AssertDown(reason, result, $"{code} So it is");
        Assert.Equal(code, Figure(result, MeasurementNames.StatusCode));
    }

    [Fact]
    public async Task A_refused_permission_leaves_no_allocation_behind()
    {
        await using var server = new LoopbackTurnServer();
        server.Refuse[LoopbackTurnServer.Permission] = (403, "Forbidden IP");

        AssertDown(Reason.UnexpectedStatus, await RunAsync(server), "403 Forbidden IP");

        await UntilAsync(() => !server.IsAllocated);
    }

    [Theory]
    [InlineData(LoopbackTurnServer.Allocate)]
    [InlineData(LoopbackTurnServer.Permission)]
    [InlineData(LoopbackTurnServer.Refresh)]
    public async Task A_stale_nonce_is_replaced(int method)
    {
        await using var server = new LoopbackTurnServer { StaleAt = method };

        AssertUp(await RunAsync(server));
        Assert.False(server.IsAllocated);
    }

    [Theory]
    [InlineData(LoopbackTurnServer.Allocate)]
    [InlineData(LoopbackTurnServer.Permission)]
    [InlineData(LoopbackTurnServer.Refresh)]
    public async Task A_success_of_somebody_else_is_ignored_and_the_true_one_awaited(int method)
    {
        await using var server = new LoopbackTurnServer { ForgeAt = method };

        var result = await RunAsync(server);

        AssertUp(result);
        Assert.Equal(1, Figure(result, MeasurementNames.IgnoredReplies));
    }

    [Fact]
    public async Task A_success_without_integrity_is_none()
    {
        await using var server = new LoopbackTurnServer { UnsignedAt = LoopbackTurnServer.Permission };

        var result = await RunOutOfTimeAsync(server, LoopbackTurnServer.Permission);

        AssertDown(Reason.Timeout, result, "permission");
        Assert.Contains("its integrity or fingerprint is wrong", result.Evidence);
        await UntilAsync(() => !server.IsAllocated);
    }

    [Fact]
    public async Task A_challenge_that_was_talked_down_is_not_answered()
    {
        await using var server = new LoopbackTurnServer { TalksDown = true };

        AssertDown(Reason.ProtocolError, await RunAsync(server), "password algorithms");
        Assert.Equal([LoopbackTurnServer.Allocate], server.Seen.Where(method => method != LoopbackTurnServer.Binding));
    }

    [Fact]
    public async Task A_server_that_relays_for_anybody_is_degraded_and_released_too()
    {
        await using var server = new LoopbackTurnServer { IsOpen = true };

        var result = await RunAsync(server);

        Assert.Equal((Outcome.Degraded, Reason.AssertionFailed), (result.Outcome, result.Reason));
        Assert.False(server.IsAllocated);
    }

    [Fact]
    public async Task An_attribute_that_must_be_understood_and_is_not_breaks_the_protocol()
    {
        await using var server = new LoopbackTurnServer { Extra = LoopbackTurnServer.Attribute(0x7F00, []) };

        AssertDown(Reason.ProtocolError, await RunAsync(server), "0x7f00");
        await UntilAsync(() => !server.IsAllocated);
    }

    [Fact]
    public async Task Lost_requests_are_sent_again_by_the_timers_of_the_RFC()
    {
        await using var server = new LoopbackTurnServer { Lose = 2 };
        var time = new FakeTimeProvider();

        var running = RunAsync(server, time: time);
        using var patience = Patience();
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }

        var result = await running;
        AssertUp(result);
        Assert.True(Figure(result, MeasurementNames.Retransmissions) >= 2);
        var binding = result.Phases.Single(phase => phase.Name == PhaseNames.Binding).Duration;
        Assert.True(binding >= TimeSpan.FromSeconds(1.5), $"0.5 s and 1 s of waiting must show, not {binding}");
    }

    [Fact]
    public async Task An_allocation_whose_answer_was_lost_is_released_in_the_background()
    {
        await using var server = new LoopbackTurnServer { UnsignedAt = LoopbackTurnServer.Allocate };

        var result = await RunOutOfTimeAsync(server, LoopbackTurnServer.Allocate);

        AssertDown(Reason.Timeout, result, "allocate");
        await UntilAsync(() => !server.IsAllocated && server.Seen.Contains(LoopbackTurnServer.Refresh));
    }

    [Fact]
    public async Task A_success_that_was_talked_down_is_ignored()
    {
        await using var server = new LoopbackTurnServer
        {
            Extra = LoopbackTurnServer.Attribute(0x15, "obMatJos2gAAA"u8.ToArray()),
        };

        AssertDown(Reason.Timeout, await RunOutOfTimeAsync(server, LoopbackTurnServer.Allocate), "allocate");
        await UntilAsync(() => !server.IsAllocated);
    }

    [Fact]
    public async Task Silence_is_a_time_out_of_the_phase_it_fell_into()
    {
        await using var server = new LoopbackTurnServer { SilentAt = LoopbackTurnServer.Binding };

        AssertDown(Reason.Timeout, await RunOutOfTimeAsync(server, LoopbackTurnServer.Binding), "binding");
    }

    [Fact]
    public async Task A_password_that_cannot_be_prepared_is_the_worker_s_fault()
    {
        await using var server = new LoopbackTurnServer();

        var result = await RunAsync(server, "The\u00ADM\u00AAtr\u2168");

        Assert.Equal((Outcome.Unknown, Reason.CredentialMissing), (result.Outcome, result.Reason));
        Assert.Empty(server.Seen);
    }
}
