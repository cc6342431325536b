#!/usr/bin/env python3
import json,glob,os,re,copy,sys
import yaml
W=sys.argv[1].rstrip('/')+'/'  # the folder of the recorded scenarios
class L(yaml.SafeLoader): pass
L.yaml_implicit_resolvers={k:[r for r in v if r[0]!='tag:yaml.org,2002:timestamp'] for k,v in L.yaml_implicit_resolvers.items()}
L.yaml_implicit_resolvers={k:[r for r in v if r[0]!='tag:yaml.org,2002:bool'] for k,v in L.yaml_implicit_resolvers.items()}
L.add_implicit_resolver('tag:yaml.org,2002:bool',re.compile('^(?:true|false)$'),list('tf'))
def docs(text):
    def keys(v):
        if isinstance(v,dict): return {{'on':'true','off':'false','yes':'true','no':'false'}.get(k,k):keys(x) for k,x in v.items()}
        if isinstance(v,list): return [keys(x) for x in v]
        return v
    return [keys(d) for d in yaml.load_all(text,Loader=L) if d]
def find(ds,kind,name):
    for d in ds:
        if d.get('kind')==kind and d['metadata']['name']==name: return d
patches=[];transitions=[];seen=set();seent=set()
for f in sorted(glob.glob(W+'*.json')):
    sc=json.load(open(f))
    for run in sc['runs']:
        rel=run.get('releases',{});texts=run.get('texts',{})
        def manifest(r):
            m=rel[r]['manifest'] if isinstance(r,str) else r
            if isinstance(m,dict): m=texts[m['$text']]
            return m
        byno={}
        live={}
        pending={}
        versions={}
        for step in run['steps']:
            if step.get('do')!='helm':
                pending={}; 
            newrel=None;oldrel=None
            reqs=step.get('requests',[])
            def body_release(b):
                try:
                    d=b['data']['release'] if 'data' in b else None
                    return d.get('$release')
                except Exception: return None
            for q in reqs:
                if q['method']=='POST' and q['path'].endswith('/secrets') and isinstance(q.get('body'),dict) and body_release(q['body']):
                    newrel=body_release(q['body']); oldrel=None
                    isroll='rollback' in rel[newrel]['info']['status']
                    v=rel[newrel]['version']
                    if not isroll:
                        for z in reqs[reqs.index(q)+1:]:
                            if z['method']=='PUT' and 'sh.helm.release' in z['path']:
                                r=body_release(z['body'])
                                if r and rel[r]['version']<v: oldrel=r; break
                    if oldrel is None:
                        c=[r for r in rel if rel[r]['version']==v-1 and rel[r]['name']==rel[newrel]['name']]
                        if c: oldrel=c[0]
                resp=q.get('response')
                if isinstance(resp,dict) and 'sameAs' in resp: resp=byno[resp['sameAs']]
                byno[q['no']]=resp
                if q.get('discovery') or not isinstance(resp,dict): continue
                p=q['path']
                if 'sh.helm.release' in p or p.endswith('/secrets') : continue
                ok=200<=q.get('status',0)<300
                if q['method']=='GET' and ok and resp.get('kind') and not resp['kind'].endswith('List') and not resp.get('$trimmed') and resp.get('kind') not in('Table',):
                    if p in pending:
                        t=pending.pop(p)
                        t['result']=resp
                        key=json.dumps([t['method'],t['type'],t['body'],t['live'].get('spec') if t['live'] else None, t['params']],sort_keys=True)
                        if key not in seent:
                            seent.add(key); transitions.append(t)
                    live[p]=resp
                if q['method'] in('POST','PATCH','PUT') and ok and isinstance(q.get('body'),(dict,list)):
                    dry=q.get('query',{}) and 'dryRun' in json.dumps(q.get('query'))
                    if dry: continue
                    path=p
                    if q['method']=='POST': path=p+'/'+q['body'].get('metadata',{}).get('name','')
                    if path in pending:   # two writes in row: lose
                        pending.pop(path); 
                        lv=None
                        skip=True
                    else: skip=False
                    if not skip:
                        pending[path]=dict(name=f"{sc['scenario']} {run['helm']} #{q['no']}",method=q['method'],type=q['contentType'],params=q.get('query'),live=live.get(path) if q['method']!='POST' else None,body=q['body'],userAgent=run.get('userAgent'))
                    ct=q['contentType']
                    if q['method']=='PATCH' and ct in('application/strategic-merge-patch+json','application/merge-patch+json') and newrel and oldrel and not (newrel==oldrel):
                        lv=live.get(path)
                        if lv is None: continue
                        kind=lv['kind'];name=lv['metadata']['name']
                        new=find(docs(manifest(newrel)),kind,name);old=find(docs(manifest(oldrel)),kind,name)
                        if new is None: print('no new',f,q['no'],kind,name); continue
                        if old is None: old=lv;
                        new=copy.deepcopy(new)
                        r=rel[newrel]
                        md=new['metadata'];md.setdefault('labels',{})
                        if md['labels'] is None: md['labels']={}
                        md['labels']['app.kubernetes.io/managed-by']='Helm'
                        md.setdefault('annotations',{});md['annotations'].update({'meta.helm.sh/release-name':r['name'],'meta.helm.sh/release-namespace':r['namespace']})
                        if '/namespaces/' in path: 
                            md.setdefault('namespace',path.split('/namespaces/')[1].split('/')[0])
                            if old is not lv: old=copy.deepcopy(old);old['metadata'].setdefault('namespace',md['namespace'])
                        case=dict(name=f"{sc['scenario']} {run['helm']} #{q['no']}",type=ct,apiVersion=lv['apiVersion'],kind=kind,original=old,modified=new,current=lv,patch=q['body'])
                        key=json.dumps([case[k] for k in('original','modified','patch')]+[lv.get('spec'),lv.get('data')],sort_keys=True)
                        if key in seen: continue
                        seen.add(key);patches.append(case)
                if q['method']=='DELETE': pending={}; 
                if not ok and q['method']!='GET': pass
print(len(patches),len(transitions))

import collections
D = sys.argv[2]
def cap(l,key,n):
    c=collections.Counter();o=[]
    for x in l:
        k=key(x)
        if c[k]<n: o.append(x)
        c[k]+=1
    return o
def write(name,l):
    open(D+name,'w').write('[\n'+',\n'.join(json.dumps(x,separators=(',',':')) for x in l)+'\n]\n')
p=cap(patches,lambda x:(x['kind'] if x['kind']=='ConfigMap' else x['name']),15)
t=cap(transitions,lambda x:(x['method'],x['type'],'') if x['result']['kind']=='ConfigMap' else x['name'],8)
print(len(p),len(t))
write('patches.json',p);write('transitions.json',t)
