using System.Globalization;
using Ringback.Store.Reads;
using Ringback.Store.Runs;

namespace Ringback.Api.Endpoints;

/// <summary>What has come of a run that somebody asked for.</summary>
internal sealed class RunResults(ResultReads results)
{
    public async Task<RunNowAnswer> ReadAsync(TargetRow target, AskedRun run, CancellationToken cancel)
    {
        var come = (await results.ReadManualAsync(target, run.At, cancel))
            .Where(result => run.Regions.Contains(result.Region))
            .Select(ResultEndpoints.Answer)
            .ToList();
        return new RunNowAnswer(
            run.Id.ToString(CultureInfo.InvariantCulture),
            target.Id,
            run.At,
            come,
            [.. run.Regions.Except(come.Select(result => result.Region))]
        );
    }
}
