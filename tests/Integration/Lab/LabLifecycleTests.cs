using System.Diagnostics;
using Ringback.Cli.Lab;

namespace Ringback.Tests.Integration.Lab;

public sealed class LabLifecycleTests : IAsyncDisposable
{
    private readonly string _folder = $"/tmp/ringback-lab-life-{Guid.NewGuid():N}";
    private readonly string _other = $"/tmp/ringback-lab-life-{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Down_leaves_no_process_no_claim_and_no_folder_and_can_be_said_again()
    {
        await LoopbackLab.UpAsync(_folder, ["nginx", "kamailio", "coturn"], Environment.ProcessId, Cancel);
        var processes = ProcessesOf(_folder);
        Assert.True(processes.Count >= 5, "four servers and the watchdog");
        Assert.NotEmpty(PortClaims.Of(_folder));

        Assert.True(await LoopbackLab.DownAsync(_folder));

        Assert.DoesNotContain(processes, process => process.IsAlive);
        Assert.Empty(PortClaims.Of(_folder));
        Assert.False(Directory.Exists(_folder));
        Assert.False(await LoopbackLab.DownAsync(_folder));
    }

    [Fact]
    public async Task Two_labs_run_side_by_side_and_one_going_down_does_not_touch_the_other()
    {
        string[] servers = ["chrony", "echo", "nginx"];
        var labs = await Task.WhenAll(
            LoopbackLab.UpAsync(_folder, servers, cancel: Cancel),
            LoopbackLab.UpAsync(_other, servers, cancel: Cancel)
        );
        Assert.Empty(PortClaims.Of(_folder).Intersect(PortClaims.Of(_other)));

        await LoopbackLab.DownAsync(_folder);

        Assert.All(labs[1].Servers, server => Assert.Equal(ServerState.Running, LoopbackLab.StateOf(server)));
    }

    [Fact]
    public async Task A_second_up_says_that_the_lab_is_up()
    {
        await LoopbackLab.UpAsync(_folder, ["chrony"], cancel: Cancel);

        var (exitCode, _, error) = await RingbackCommand.RunAsync([
            "lab",
            "up",
            "--folder",
            _folder,
            "--servers",
            "chrony",
        ]);

        Assert.Equal((1, $"ringback: the lab in {_folder} is up already\n"), (exitCode, error));
    }

    [Fact]
    public async Task When_the_owner_is_killed_the_lab_goes()
    {
        using var owner = Process.Start("sleep", "3600");
        await LoopbackLab.UpAsync(_folder, ["nginx"], owner.Id, Cancel);
        var processes = ProcessesOf(_folder);

        owner.Kill();

        await Until.TrueAsync(() => !Directory.Exists(_folder), "the run folder is gone");
        await Until.TrueAsync(
            () => !processes.Any(process => process.IsAlive),
            "the processes are gone, the watchdog too"
        );
        Assert.Empty(PortClaims.Of(_folder));
    }

    [Fact]
    public async Task What_a_killed_up_left_is_taken_down_by_the_next_up()
    {
        using var up = RingbackCommand.Start(["lab", "up", "--folder", _folder, "--servers", "postgres,rabbitmq"]);
        await Until.TrueAsync(
            () => Directory.Exists(_folder) && RunFolder.Processes(_folder).Any(each => each.Name == "rabbitmq"),
            "the broker has begun to start"
        );
        up.Kill();
        await up.WaitForExitAsync(Cancel);
        var left = ProcessesOf(_folder);
        Assert.Contains(left, process => process.IsAlive);

        await LoopbackLab.DownAsync(_folder);
        await LoopbackLab.UpAsync(_folder, ["chrony"], cancel: Cancel);

        Assert.DoesNotContain(left, process => process.IsAlive);
    }

    [Fact]
    public async Task A_folder_that_is_no_labs_is_left_alone()
    {
        Directory.CreateDirectory(_folder);
        var precious = Path.Combine(_folder, "precious");
        await File.WriteAllTextAsync(precious, "", Cancel);

        await Assert.ThrowsAsync<LabException>(() => LoopbackLab.DownAsync(_folder));

        Assert.True(File.Exists(precious));
        Directory.Delete(_folder, recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        await LoopbackLab.DownAsync(_folder);
        await LoopbackLab.DownAsync(_other);
    }

    private static List<ProcessMark> ProcessesOf(string folder) =>
        [.. RunFolder.Processes(folder).SelectMany(each => new ProcessFamily(each.Process).Living())];
}
