using P2PShare.Engine.Storage;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class SerialJobsTests
{
    [Fact]
    public async Task Jobs_run_one_after_another_in_their_order_on_whatever_worker()
    {
        using var workers = new DiskWorkers("test", count: 4, capacity: 10_000);
        var jobs = new SerialJobs(workers);
        var order = new List<int>();
        var running = 0;
        var together = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        for (var number = 0; number < 1000; number++)
        {
            var current = number;
            jobs.Run(() =>
            {
                together = Math.Max(together, Interlocked.Increment(ref running));
                order.Add(current);
                Interlocked.Decrement(ref running);
                if (current == 999)
                {
                    done.SetResult();
                }
            });
        }

        await Eventually.Completes(done.Task);
        order.ShouldBe(Enumerable.Range(0, 1000));
        together.ShouldBe(1);
    }

    [Fact]
    public async Task The_jobs_of_others_do_not_wait_for_them()
    {
        using var held = new ManualResetEventSlim();
        using var workers = new DiskWorkers("test", count: 2, capacity: 10);
        var jobs = new SerialJobs(workers);
        jobs.Run(held.Wait);
        jobs.Run(held.Wait);

        (await Eventually.Completes(workers.RunAsync(() => 7))).ShouldBe(7);

        held.Set();
    }
}
