using P2PShare.Cli;

using var signals = new StopSignals();
return (int)await App.RunAsync(args, RealContext.Create(signals), signals.Stop);
