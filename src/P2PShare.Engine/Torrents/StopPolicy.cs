namespace P2PShare.Engine.Torrents;

/// <summary>Says when a torrent is to stop by itself. It is asked at each tick; of several conditions met since the last, it names the first in the order of <see cref="StopReason"/>.</summary>
internal static class StopPolicy
{
    /// <summary>The condition that is met; null for none.</summary>
    public static StopReason? Evaluate(StopConditions conditions, in StopInputs inputs) =>
        inputs.IsComplete ? WhenComplete(conditions, inputs) : WhenIncomplete(conditions, inputs);

    private static StopReason? WhenComplete(StopConditions conditions, in StopInputs inputs)
    {
        if (conditions.WhenComplete)
        {
            return StopReason.Complete;
        }

        // An empty content has been given as often as anybody likes.
        if (conditions.Ratio is { } ratio && inputs.Uploaded >= ratio * inputs.ContentLength)
        {
            return StopReason.Ratio;
        }

        if (inputs.Seeding >= conditions.SeedTime)
        {
            return StopReason.SeedTime;
        }

        // What was sent before it was complete does not count: it is idle from then on at the earliest.
        if (Shorter(inputs.SinceSent, inputs.Seeding) >= conditions.IdleTime)
        {
            return StopReason.IdleTime;
        }

        return inputs.Copies >= conditions.Copies ? StopReason.Copies : null;
    }

    private static StopReason? WhenIncomplete(StopConditions conditions, in StopInputs inputs)
    {
        if (inputs.Elapsed >= conditions.Timeout)
        {
            return StopReason.Timeout;
        }

        return Shorter(inputs.SinceReceived, inputs.Downloading) >= conditions.StallTimeout ? StopReason.Stalled : null;
    }

    private static TimeSpan Shorter(TimeSpan? since, TimeSpan atMost) => since < atMost ? since.Value : atMost;
}
