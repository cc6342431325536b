import json,glob,sys
W=sys.argv[1].rstrip('/')+'/'  # the folder of the recorded scenarios
chains=[];seen=set()
DEP='/apis/apps/v1/namespaces/wire-ns/deployments/demo-web'
CM='/api/v1/namespaces/wire-ns/configmaps/demo-web'
def behind(step):
    a=step.get('args');t=step.get('text','')
    if a and a[0]=='scale': return [(DEP,dict(method='PATCH',type='application/merge-patch+json',subresource='scale',manager='kubectl',body={"spec":{"replicas":7}}))]
    if a and a[:2]==['set','env']: return [(DEP,dict(method='PATCH',type='application/strategic-merge-patch+json',manager='kubectl-set',body={"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"web"}],"containers":[{"name":"web","$setElementOrder/env":[{"name":"MODE"},{"name":"LEVEL"},{"name":"ADDED"}],"env":[{"name":"MODE","value":"theirs"},{"name":"ADDED","value":"theirs"}]}]}}}}))]
    if a and a[0]=='label' and a[1]=='deployment/demo-web': return [(DEP,dict(method='PATCH',type='application/merge-patch+json',manager='kubectl-label',body={"metadata":{"labels":{"added":"yes"}}}))]
    if a and a[0]=='patch' and a[1]=='configmap/demo-web': return [(CM,dict(method='PATCH',type='application/json-patch+json',manager='kubectl-patch',body=json.loads(a[4])))]
    if 'applies spec.replicas=4' in t: return [(DEP,dict(method='PATCH',type='application/apply-patch+yaml',manager='other',force=True,body={"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"demo-web","namespace":"wire-ns"},"spec":{"replicas":4}}))]
    return None
for f in sorted(glob.glob(W+'*.json')):
    sc=json.load(open(f))
    if sc['scenario'].startswith('fault-') : continue
    for run in sc['runs']:
        objs={};dead=set();byno={}
        for step in run['steps']:
            if step['do']!='helm':
                b=behind(step)
                if b is None:
                    dead|=set(objs); 
                    break
                for p,e in b: objs.setdefault(p,[]).append(e)
                continue
            for q in step.get('requests',[]):
                r=q.get('response')
                if isinstance(r,dict) and 'sameAs' in r: r=byno.get(r['sameAs'])
                byno[q['no']]=r
                if q.get('discovery') or q.get('note') or not isinstance(r,dict): continue
                p=q['path']
                if 'sh.helm' in p or p.endswith('/secrets'): continue
                if q.get('faults'): continue
                m=q['method'];st=q['status']
                qs=q.get('query') or ''
                if 'dryRun' in str(qs): continue
                if m=='POST':
                    n=(q['body'] or {}).get('metadata',{}).get('name')
                    if not n: continue
                    p=p+'/'+n
                if p in dead: continue
                if m in('POST','PUT','PATCH'):
                    e=dict(method=m,type=q['contentType'],manager='helm',body=q['body'],status=st)
                    if 'force=true' in str(qs): e['force']=True
                    if st>=400: e['message']=r.get('message')
                    if st==201 and m=='PATCH' or m=='POST' and st<300:
                        if p in objs and objs[p]: chains.append((sc['scenario'],run['helm'],p,objs[p]))
                        objs[p]=[]
                    if st==422 and m!='POST': pass
                    if st==409 and 'modified' in (e.get('message') or ''): continue
                    if p not in objs:
                        dead.add(p); continue
                    objs[p].append(e)
                elif m=='GET' and st==200 and r.get('kind') and not r['kind'].endswith('List') and r['kind']!='Table' and '_' not in r and p in objs:
                    last=objs[p][-1]
                    r={k:v for k,v in r.items() if k!='status'}
                    if last.get('get')!=r: objs[p].append(dict(get=r))
                elif m=='DELETE':
                    if p in objs:
                        chains.append((sc['scenario'],run['helm'],p,objs.pop(p)))
        for p,es in objs.items(): chains.append((sc['scenario'],run['helm'],p,es))
out=[]
for s,h,p,es in chains:
    while es and 'get' not in es[-1] and es[-1].get('status',0)<400: es.pop()
    if len(es)<2: continue
    k=json.dumps([p.split('/')[-2],es],sort_keys=True)
    import re
    k=re.sub(r'<rv:\d+>','<rv>',k)
    if k in seen: continue
    seen.add(k)
    out.append(dict(name=f'{s} {h}',path=p,events=es))
import collections
c=collections.Counter();res=[]
for x in out:
    res_=x['path'].split('/')[-2]
    c[res_]+=1
    if res_ in('configmaps','serviceaccounts','services') and len(x['events'])<4 and c[res_]>12: continue
    res.append(x)
print(len(out),len(res),c)
open(sys.argv[2],'w').write('[\n'+',\n'.join(json.dumps(x,separators=(',',':')) for x in res)+'\n]\n')
