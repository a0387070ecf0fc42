using P2PShare.Cli;

using var signals = new StopSignals();
var context = RealContext.Create(signals);
LastResort.Prepare(args, context.Error);
return (int)await App.RunAsync(args, context, signals.Stop);
