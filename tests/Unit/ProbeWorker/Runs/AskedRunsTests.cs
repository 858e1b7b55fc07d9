using Ringback.ProbeWorker.Runs;

namespace Ringback.Tests.Unit.ProbeWorker.Runs;

public class AskedRunsTests
{
    [Fact]
    public void A_request_is_new_once_and_the_oldest_of_many_is_forgotten()
    {
        var asked = new AskedRuns();

        Assert.True(asked.IsNew(1));
        Assert.False(asked.IsNew(1));
        for (var request = 2; request <= 1_001; request++)
            Assert.True(asked.IsNew(request));

        Assert.False(asked.IsNew(2));
        Assert.True(asked.IsNew(1));
    }
}
