using Ringback.Cli.Lab;

namespace Ringback.Tests.Unit.Cli.Lab;

public sealed class ProcessStatTests
{
    private const string Line =
        "4242 (a (b) c) S 17 4242 4240 0 -1 4194560 181 0 0 0 5 6 0 0 20 0 1 0 987654 2412544 128 18446744073709551615";

    [Fact]
    public void A_name_may_hold_blanks_and_parentheses()
    {
        Assert.True(ProcessStat.TryParse(Line, out var stat));
        Assert.Equal(new ProcessStat(4242, 'S', 17, 4240, 987654), stat);
    }

    [Fact]
    public void A_line_cut_anywhere_before_the_start_time_is_refused()
    {
        var startTime = Line.IndexOf("987654", StringComparison.Ordinal);
        for (var length = 0; length < startTime; length++)
            Assert.False(ProcessStat.TryParse(Line[..length], out _), Line[..length]);
    }

    [Fact]
    public void This_process_is_found_and_marked()
    {
        var stat = Assert.IsType<ProcessStat>(ProcessStat.Of(Environment.ProcessId));

        Assert.Equal(Environment.ProcessId, stat.Id);
        Assert.True(ProcessMark.Of(stat).IsAlive);
        Assert.False((ProcessMark.Of(stat) with { StartTime = stat.StartTime - 1 }).IsAlive);
    }

    [Fact]
    public void A_recycled_id_is_never_signalled()
    {
        var stat = Assert.IsType<ProcessStat>(ProcessStat.Of(Environment.ProcessId));
        var before = ProcessMark.Of(stat) with { StartTime = stat.StartTime - 1 };

        before.Send(Signal.KILL);

        Assert.Empty(new ProcessFamily(before).Living());
    }
}
